import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";

import { beginAsGuest } from "../api/client";
import { describe } from "../api/words";
import { mayRegister, useSession } from "../session";
import { Notice } from "./Notice";

/** Says that something needs an account, with a way there and back to `next`. */
export function LogInNotice(props: {
  title: string;
  next: string;
  children: ComponentChildren;
}): JSX.Element {
  const next = encodeURIComponent(props.next);
  const session = useSession();
  return (
    <div role="status">
      <Notice tone="info" title={props.title}>
        <p>{props.children}</p>
        <p class="notice__actions">
          <a class="button button--primary" href={`/login?next=${next}`}>
            Log in
          </a>
          {mayRegister(session) && (
            <a class="button" href={`/register?next=${next}`}>
              Make an account
            </a>
          )}
        </p>
        <GuestOffer />
      </Notice>
    </div>
  );
}

/** The way in without an account, where the operator allows guests. */
function GuestOffer(): JSX.Element | null {
  const { options, refresh } = useSession();
  const [failure, setFailure] = useState<unknown>(null);
  const runs = options?.guest_runs ?? 0;
  if (runs === 0) return null;
  const begin = async () => {
    setFailure(null);
    try {
      await beginAsGuest();
      await refresh();
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <>
      <p>
        Or go on as a guest: code can be run {runs} times a day, after everybody else’s. What you do
        is kept for a week in this browser alone
        {options?.registration === "closed" ? "." : ", and for good once you make an account."}
      </p>
      <p class="notice__actions">
        <button type="button" class="button" onClick={() => void begin()}>
          Go on as a guest
        </button>
      </p>
      {failure !== null && <p role="alert">{describe(failure)}</p>}
    </>
  );
}
