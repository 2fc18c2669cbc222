import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import { ago } from "./ago";
import type { Draft } from "./draft";
import { LineDiff } from "./LineDiff";

/** All code that was put aside, each beside what is in the editor, to take back or to let go. */
export function AsideDialog(props: {
  draft: Pick<Draft, "aside" | "code" | "forget" | "takeBack">;
  onClose(): void;
}): JSX.Element {
  const { draft, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current!.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="dialog dialog--wide"
      aria-labelledby="aside-title"
      onClose={onClose}
    >
      <form method="dialog">
        <h2 id="aside-title">Drafts put aside</h2>
        <p>Other code took their place. What you take goes into the editor, what is there aside.</p>
        {draft.aside.map(({ code, at }, i) => (
          <details key={code} class="aside" open={i === 0}>
            <summary>Put aside {ago(at)}</summary>
            <LineDiff
              before={{ title: "Put aside", code }}
              after={{ title: "In the editor", code: draft.code }}
            />
            <p class="dialog__actions">
              <button type="button" class="button button--small" onClick={() => draft.forget(code)}>
                Forget it
              </button>
              <button
                class="button button--small button--primary"
                onClick={() => draft.takeBack(code)}
              >
                Take it back
              </button>
            </p>
          </details>
        ))}
        {draft.aside.length === 0 && <p class="quiet">Nothing is put aside any more.</p>}
        <div class="dialog__actions">
          <button class="button">Close</button>
        </div>
      </form>
    </dialog>
  );
}
