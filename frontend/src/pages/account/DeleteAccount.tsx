import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import { deleteAccount } from "../../api/account";
import { Notice } from "../../components/Notice";
import { useRouter } from "../../router";
import { useSession } from "../../session";
import { useAct } from "./useAct";

/** The end of an account, behind a dialog that asks for the password. */
export function DeleteAccount(props: { username: string; hasPassword: boolean }): JSX.Element {
  const { username, hasPassword } = props;
  const { refresh } = useSession();
  const { go } = useRouter();
  const dialog = useRef<HTMLDialogElement>(null);
  const act = useAct();

  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    act.run(async () => {
      await deleteAccount(String(fields.get("password") ?? ""));
      dialog.current!.close();
      await refresh();
      go("/", { replace: true });
    });
  };

  return (
    <section aria-labelledby="delete-title">
      <h2 id="delete-title">Delete the account</h2>
      <p>
        It goes with all your submissions, drafts, answers and tokens, for good. Download your data
        first if you want to keep any of it.
      </p>
      <button type="button" class="button" onClick={() => dialog.current!.showModal()}>
        Delete the account…
      </button>
      <dialog ref={dialog} class="dialog" aria-labelledby="really-title">
        <form onSubmit={(event) => send(event as SubmitEvent)}>
          <h2 id="really-title">Delete {username} for good?</h2>
          {act.failure && (
            <Notice tone="bad" title="The account was not deleted">
              <p>{act.failure}</p>
            </Notice>
          )}
          {hasPassword ? (
            <label class="field">
              <span class="field__label">Your password</span>
              <input name="password" type="password" autocomplete="current-password" required />
            </label>
          ) : (
            <p>This asks for a log-in of the last ten minutes: if need be, log out and in first.</p>
          )}
          <div class="dialog__actions">
            <button type="button" class="button" onClick={() => dialog.current!.close()}>
              Cancel
            </button>
            <button type="submit" class="button button--primary" aria-disabled={act.busy}>
              Delete it all
            </button>
          </div>
        </form>
      </dialog>
    </section>
  );
}
