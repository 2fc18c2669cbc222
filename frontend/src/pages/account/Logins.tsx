import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { endLogin, endOtherLogins, listLogins } from "../../api/account";
import type { Login } from "../../api/types";
import { Notice } from "../../components/Notice";
import { When } from "../../components/When";
import { useAct } from "./useAct";

/** Where one is logged in; each log-in can be ended. */
export function Logins(): JSX.Element {
  const [logins, setLogins] = useState<Login[] | null>(null);
  const act = useAct();

  const read = async () => setLogins(await listLogins());
  useEffect(() => act.run(read), []);

  const others = (logins ?? []).filter((login) => !login.current);
  return (
    <section aria-labelledby="logins-title">
      <h2 id="logins-title">Where you are logged in</h2>
      {act.failure && (
        <Notice tone="bad" title="That did not work">
          <p>{act.failure}</p>
        </Notice>
      )}
      {logins !== null && (
        <ul class="things" aria-label="Your log-ins">
          {logins.map((login) => (
            <li key={login.id} class="thing">
              <span class="thing__name">
                {browserOf(login.about)}
                <span class="thing__about">
                  logged in <When at={login.created_at} />
                  {login.current && ", this browser"}
                </span>
              </span>
              {!login.current && (
                <button
                  type="button"
                  class="text-button"
                  onClick={() =>
                    act.run(async () => {
                      await endLogin(login.id);
                      await read();
                    })
                  }
                >
                  End it<span class="visually-hidden">: {browserOf(login.about)}</span>
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <button
          type="button"
          class="button"
          aria-disabled={act.busy}
          onClick={() =>
            act.run(async () => {
              await endOtherLogins();
              await read();
            })
          }
        >
          Log out everywhere else
        </button>
      )}
    </section>
  );
}

const BROWSERS = [
  [/Edg\//, "Edge"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
] as const;
const SYSTEMS = [
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
] as const;

/** A browser and its system in words, or the beginning of what it calls itself. */
function browserOf(about: string): string {
  const first = (among: readonly (readonly [RegExp, string])[]) =>
    among.find(([pattern]) => pattern.test(about))?.[1];
  const found = [first(BROWSERS), first(SYSTEMS)].filter(Boolean).join(" on ");
  return found || about.slice(0, 60) || "Unknown browser";
}
