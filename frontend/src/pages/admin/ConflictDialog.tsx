import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import type { Stored } from "./AuthorPage";
import { Diff } from "./Diff";

interface ConflictDialogProps {
  conflict: Stored | null;
  mine: string;
  onClose(): void;
  onKeepMine(version: number, text: string): void;
  onTakeTheirs(version: number, text: string): void;
}

/** Somebody else has published meanwhile: their text beside the author's. */
export function ConflictDialog(props: ConflictDialogProps): JSX.Element {
  const { conflict, mine, onClose, onKeepMine, onTakeTheirs } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const wide = matchMedia("(min-width: 900px)").matches;

  useLayoutEffect(() => {
    const box = dialog.current!;
    if (conflict !== null && !box.open) box.showModal();
    if (conflict === null && box.open) box.close();
  }, [conflict]);

  return (
    <dialog
      ref={dialog}
      class="dialog dialog--wide"
      aria-labelledby="conflict-title"
      onClose={onClose}
    >
      {conflict !== null && (
        <>
          <h2 id="conflict-title">Version {conflict.version} was published meanwhile</h2>
          <p>
            {wide ? "Theirs is on the left, yours on the right." : "What is theirs, then yours."}{" "}
            Nothing was published. Keep your text and carry over what you want of theirs, then
            publish again; or take theirs, and yours is put aside.
          </p>
          <div class="conflict__texts">
            <Diff before={conflict.text} after={mine} label="Theirs and yours" columns={wide} />
          </div>
          <div class="dialog__actions">
            <button
              type="button"
              class="button"
              onClick={() => onTakeTheirs(conflict.version, conflict.text)}
            >
              Take theirs
            </button>
            <button
              type="button"
              class="button button--primary"
              onClick={() => onKeepMine(conflict.version, conflict.text)}
            >
              Keep mine
            </button>
          </div>
        </>
      )}
    </dialog>
  );
}
