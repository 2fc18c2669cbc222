import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import type { CodeDraft } from "../../api/types";
import { ago } from "./ago";
import { LineDiff } from "./LineDiff";

interface DraftConflictProps {
  mine: string;
  theirs: Pick<CodeDraft, "code" | "saved_at">;
  onChoose(whose: "mine" | "theirs"): void;
  onClose(): void;
}

/** Code that was written in two places: both of it, and the choice. Escape puts the choice off. */
export function DraftConflict(props: DraftConflictProps): JSX.Element {
  const { mine, theirs, onChoose, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current!.showModal(), []);
  const when = theirs.saved_at === null ? "" : `, ${ago(theirs.saved_at)}`;
  return (
    <dialog
      ref={dialog}
      class="dialog dialog--wide"
      aria-labelledby="conflict-title"
      aria-describedby="conflict-text"
      onClose={() => {
        const whose = dialog.current!.returnValue;
        if (whose === "mine" || whose === "theirs") onChoose(whose);
        onClose();
      }}
    >
      <form method="dialog">
        <h2 id="conflict-title">Your code was changed elsewhere</h2>
        <p id="conflict-text">
          Another tab or machine of yours has saved other code. Choose which to go on with; the
          other is put aside, and “Back to my draft” brings it back.
        </p>
        <LineDiff
          before={{ title: `Saved elsewhere${when}`, code: theirs.code ?? "" }}
          after={{ title: "Here", code: mine }}
        />
        <div class="dialog__actions">
          <button class="button" value="">
            Later
          </button>
          <button class="button" value="theirs">
            Take what was saved elsewhere
          </button>
          <button class="button button--primary" value="mine">
            Keep what is here
          </button>
        </div>
      </form>
    </dialog>
  );
}
