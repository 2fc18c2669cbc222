import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

export interface Question {
  title: string;
  text: ComponentChildren;
  action: string;
  onYes(): void;
}

/** A question before something that cannot simply be undone; Escape means no. */
export function Confirm(props: { question: Question | null; onClose(): void }): JSX.Element {
  const { question, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);

  useLayoutEffect(() => {
    if (question !== null && !dialog.current!.open) dialog.current!.showModal();
  }, [question]);

  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="confirm-title"
      aria-describedby="confirm-text"
      onClose={() => {
        if (dialog.current!.open) return; // asked anew before it was said that it had closed
        const yes = dialog.current!.returnValue === "yes";
        dialog.current!.returnValue = "";
        if (yes) question?.onYes();
        onClose();
      }}
    >
      <form method="dialog">
        <h2 id="confirm-title">{question?.title}</h2>
        <div id="confirm-text">{question?.text}</div>
        <div class="dialog__actions">
          <button class="button" value="no">
            Cancel
          </button>
          <button class="button button--primary" value="yes">
            {question?.action}
          </button>
        </div>
      </form>
    </dialog>
  );
}
