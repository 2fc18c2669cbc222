import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import type { Problem } from "../../api/types";
import { describe } from "../../api/words";
import type { Judging } from "./judging";
import { Report, Tests } from "./Report";
import { wordsOf } from "./verdicts";
import "./results.css";
import "./tests.css";

interface ResultsProps {
  problem: Problem;
  state: Judging;
  /** The code has changed since it was sent. */
  stale: boolean;
  onJump(line: number): void;
  onCancel(): Promise<void>;
  /** The state in one sentence, for those who do not see it. */
  onNews(words: string): void;
}

/** What becomes of a run or submission, from sending to the verdict. */
export function Results(props: ResultsProps): JSX.Element {
  const { problem, state, stale, onJump, onCancel, onNews } = props;
  const words = announce(problem, state);
  useEffect(() => onNews(words), [words]);
  return (
    <div class="results">
      {state.phase === "done" ? (
        <Report problem={problem} state={state} stale={stale} onJump={onJump} />
      ) : (
        <>
          <Waiting state={state} expected={expectedTests(problem, state)} onCancel={onCancel} />
          {state.link !== "live" && (
            <p class="quiet" role="status">
              {state.link === "polling"
                ? "Live results are not to be had just now; asking once a second instead."
                : "The connection was lost; trying again. The judging goes on without it."}
            </p>
          )}
          <Tests state={state} onJump={onJump} />
        </>
      )}
    </div>
  );
}

/** How many tests there will be, before the service has said so. */
function expectedTests(problem: Problem, state: Judging): number {
  if (state.own) return 1;
  return problem.examples.length + (state.mode === "submit" ? problem.hidden_tests : 0);
}

interface WaitingProps {
  state: Judging;
  expected: number;
  onCancel(): Promise<void>;
}

function Waiting({ state, expected, onCancel }: WaitingProps): JSX.Element {
  const [failure, setFailure] = useState<unknown>(null);
  const known = state.tests.filter(Boolean).length;
  const total = state.total || expected;
  const words = {
    sending: "Sending your code…",
    queued: "In the queue: a judge will take it next.",
    running: `Running: ${known} of ${total} tests judged`,
  }[state.phase as "sending" | "queued" | "running"];
  return (
    <div class="waiting">
      <p>
        {words}
        {state.id !== null && (
          <button
            type="button"
            class="text-button"
            onClick={() => void onCancel().catch(setFailure)}
          >
            Cancel
          </button>
        )}
      </p>
      {state.phase === "running" && known > 0 ? (
        <progress max={total} value={known} aria-label="Tests judged" />
      ) : (
        <progress aria-label="Waiting" />
      )}
      {failure !== null && (
        <p class="field__fault" role="alert">
          It was not cancelled. {describe(failure)}
        </p>
      )}
    </div>
  );
}

/** The state in one sentence, for those who do not see it. */
function announce(problem: Problem, state: Judging): string {
  switch (state.phase) {
    case "sending":
      return "Sending your code.";
    case "queued":
      return "In the queue.";
    case "running":
      return "Running.";
    case "done": {
      const submission = state.submission!;
      const words = wordsOf(submission, problem.hidden_tests, state.own);
      const count = submission.total
        ? ` ${submission.passed ?? 0} of ${submission.total} tests.`
        : "";
      return `${words.title}.${count} ${submission.diagnosis?.message ?? words.about}`;
    }
    default:
      return "";
  }
}
