import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import { SIZES, usePreferences } from "../../editor/preferences";
import { KeyTable } from "./KeyTable";
import "./editor-dialog.css";

/** How the editor looks and works, and the keys of the page. */
export function EditorDialog({ onClose }: { onClose(): void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const [preferences, change] = usePreferences();
  useLayoutEffect(() => dialog.current!.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="editor-dialog-title" onClose={onClose}>
      <form method="dialog">
        <h2 id="editor-dialog-title">Editor and keys</h2>
        <label class="preference">
          <span>Size of the code</span>
          <select
            value={preferences.size ?? ""}
            onChange={(event) => change({ size: Number(event.currentTarget.value) || null })}
          >
            <option value="">usual</option>
            {SIZES.map((size) => (
              <option key={size} value={size}>
                {size} px
              </option>
            ))}
          </select>
        </label>
        <label class="preference">
          <span>Wrap long lines</span>
          <input
            type="checkbox"
            checked={preferences.wrap}
            onChange={(event) => change({ wrap: event.currentTarget.checked })}
          />
        </label>
        <label class="preference">
          <span>Vim keys</span>
          <input
            type="checkbox"
            checked={preferences.vim}
            onChange={(event) => change({ vim: event.currentTarget.checked })}
          />
        </label>
        <KeyTable />
        <div class="dialog__actions">
          <button class="button button--primary">Close</button>
        </div>
      </form>
    </dialog>
  );
}
