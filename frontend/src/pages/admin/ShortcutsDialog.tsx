import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

const KEYS = [
  ["Ctrl S", "check the draft"],
  ["Ctrl ⇧ ↵", "publish"],
  ["Ctrl ↵", "judge the code in Try"],
  ["Ctrl Space", "complete a key or value"],
  ["F8", "go to the next issue"],
  ["Ctrl F", "find in the source"],
  ["Ctrl Z", "undo, also of a replaced text"],
  ["Esc, Tab", "leave the editor"],
  ["?", "this list"],
] as const;

/** The keys of the authoring page. */
export function ShortcutsDialog(props: { open: boolean; onClose(): void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    if (props.open && !dialog.current!.open) dialog.current!.showModal();
  }, [props.open]);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="keys-title" onClose={props.onClose}>
      <h2 id="keys-title">Keyboard</h2>
      <dl class="keys">
        {KEYS.map(([keys, words]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">On a Mac, ⌘ stands in for Ctrl.</p>
      <form method="dialog" class="dialog__actions">
        <button class="button button--primary">Close</button>
      </form>
    </dialog>
  );
}
