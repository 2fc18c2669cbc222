import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { changePassword } from "../../api/account";
import { Notice } from "../../components/Notice";
import { useAct } from "./useAct";

/** Changes the password, or makes the first one of who has come without. */
export function Password(props: {
  username: string;
  hasOne: boolean;
  onMade: () => void;
}): JSX.Element {
  const { username, hasOne, onMade } = props;
  const [done, setDone] = useState(false);
  const act = useAct();

  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fields = new FormData(form);
    setDone(false);
    act.run(async () => {
      await changePassword(String(fields.get("old") ?? ""), String(fields.get("new")));
      form.reset();
      onMade();
      setDone(true);
    });
  };

  return (
    <section aria-labelledby="password-title">
      <h2 id="password-title">Password</h2>
      <form class="settings__form" onSubmit={(event) => send(event as SubmitEvent)}>
        {act.failure && (
          <Notice tone="bad" title="The password was not changed">
            <p>{act.failure}</p>
          </Notice>
        )}
        <p role="status" class="settings__done">
          {done && "The password is changed. Every other log-in has ended."}
        </p>
        {/* Password managers look for the name beside the password. */}
        <input type="hidden" name="username" autocomplete="username" value={username} />
        {hasOne ? (
          <label class="field">
            <span class="field__label">Present password</span>
            <input name="old" type="password" autocomplete="current-password" required />
          </label>
        ) : (
          <p>You have none yet. Making one asks for a log-in of the last ten minutes.</p>
        )}
        <label class="field">
          <span class="field__label">New password</span>
          <input
            name="new"
            type="password"
            autocomplete="new-password"
            required
            minLength={8}
            aria-describedby="new-password-help"
          />
          <span id="new-password-help" class="field__help">
            At least 8 characters
          </span>
        </label>
        <button type="submit" class="button" aria-disabled={act.busy}>
          {hasOne ? "Change the password" : "Make a password"}
        </button>
      </form>
    </section>
  );
}
