import type { ComponentChildren, JSX } from "preact";

import { ApiError } from "../../api/client";
import type { Problem } from "../../api/types";
import { describe } from "../../api/words";
import { Notice } from "../../components/Notice";
import type { Judging } from "./judging";

interface NotShownProps {
  problem: Problem;
  /** In phase `refused` or `lost`. */
  state: Judging;
  onAgain(): void;
}

/** Why nothing came of what was sent, or why it is not seen; and how to go on. */
export function NotShown({ problem, state, onAgain }: NotShownProps): JSX.Element {
  const submitted = state.mode === "submit";
  if (state.phase === "refused") {
    return (
      <Notice tone="bad" title={submitted ? "Not submitted" : "Not run"}>
        <p>{describe(state.failure)}</p>
      </Notice>
    );
  }
  // Where a part of the page is what is missing, the submission is there.
  if (!state.outdated && state.failure instanceof ApiError && state.failure.status === 404) {
    return (
      <Unseen title={submitted ? "Submitted, but no longer to be found" : "Run, but no longer to be found"}>
        <p>
          The server finds nothing of it that you may see: it was removed, or you are logged in as somebody else by
          now.
        </p>
      </Unseen>
    );
  }
  const own = `/problems/${encodeURIComponent(problem.id)}?attempt=${state.id}`;
  return (
    <Unseen title={submitted ? "Submitted, but the result is not shown" : "Run, but the result is not shown"}>
      <p>
        {submitted
          ? "Your code has arrived: it is judged all the same, and is among your attempts."
          : "Your code has arrived and is run."}{" "}
        {state.outdated
          ? "This page cannot show what comes of it; most likely a new version was installed since you opened it."
          : describe(state.failure)}
      </p>
      <p class="notice__actions">
        {state.outdated ? (
          <button type="button" class="button" onClick={() => location.assign(own)}>
            Load the page anew and see it
          </button>
        ) : (
          <button type="button" class="button" onClick={onAgain}>
            Try to show it now
          </button>
        )}
      </p>
    </Unseen>
  );
}

function Unseen({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <div role="alert">
      <Notice tone="warn" title={title}>
        {children}
      </Notice>
    </div>
  );
}
