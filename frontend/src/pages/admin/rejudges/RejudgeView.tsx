import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { applyRejudge, cancelRejudge, getRejudge } from "../../../api/admin";
import type { Rejudge, RejudgeItem } from "../../../api/types";
import { describe } from "../../../api/words";
import { Confirm, type Question } from "../../../components/Confirm";
import { Notice } from "../../../components/Notice";
import { Changes } from "../panels/Changes";
import { count } from "../words";
import "../panels/rejudge.css";

const ASK_MILLISECONDS = 1500;
const SLOWEST_MILLISECONDS = 12_000;

interface RejudgeViewProps {
  rejudge: Rejudge;
  onChanged(next: Rejudge): void;
}

/** A rejudging as it goes on: how far it is, what it changes, and what can be done with it. */
export function RejudgeView({ rejudge, onChanged }: RejudgeViewProps): JSX.Element {
  const [failure, setFailure] = useState<unknown>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  useProgress(rejudge, onChanged);

  const act = async (call: () => Promise<Rejudge>) => {
    setFailure(null);
    try {
      onChanged(await call());
    } catch (error) {
      setFailure(error);
    }
  };

  return (
    <>
      {failure !== null && (
        <Notice tone="bad" title="That did not work">
          <p>{describe(failure)}</p>
        </Notice>
      )}
      <Current
        rejudge={rejudge}
        onCancel={() => void act(() => cancelRejudge(rejudge.id))}
        onApply={() =>
          setQuestion({
            title: `Apply ${count(rejudge.changed, "change")}?`,
            text:
              "The attempts get their new verdicts and scores, and solved problems and the " +
              "statistics follow. What they were judged before stays in this list.",
            action: "Apply",
            onYes: () => void act(() => applyRejudge(rejudge.id)),
          })
        }
      />
      <Confirm question={question} onClose={() => setQuestion(null)} />
    </>
  );
}

function Current(props: {
  rejudge: Rejudge;
  onApply(): void;
  onCancel(): void;
}): JSX.Element {
  const { rejudge, onApply, onCancel } = props;
  const running = isRunning(rejudge);
  const waiting = rejudge.status === "judged" && !rejudge.apply;
  const applying = running && rejudge.status !== "running";
  const done = applying ? rejudge.applied : rejudge.done;
  const total = applying ? rejudge.done - rejudge.failed : rejudge.total;
  return (
    <section class="rejudge__current" aria-label="This rejudging">
      <div role="status">
        {running ? (
          <>
            <p>
              {applying ? "Applying" : "Judging again"}: {done} of {count(total, "attempt")}.
              Candidates go first, so this may wait for them.
            </p>
            <progress max={total || 1} value={done} aria-label="Attempts judged again" />
          </>
        ) : (
          <p>{endWords(rejudge)}</p>
        )}
        {rejudge.failed > 0 && (
          <p class="word--warn">
            {count(rejudge.failed, "attempt")} could not be judged, by our own fault, and{" "}
            {rejudge.failed === 1 ? "stays" : "stay"} as before. Start again to include{" "}
            {rejudge.failed === 1 ? "it" : "them"}.
          </p>
        )}
      </div>
      {rejudge.changed > 0 && <Changes key={rejudge.id} rejudge={rejudge} />}
      {(running || (waiting && rejudge.changed > 0)) && (
        <p class="rejudge__start">
          {waiting && (
            <button type="button" class="button button--primary" onClick={onApply}>
              Apply {count(rejudge.changed, "change")}
            </button>
          )}
          <button type="button" class="button" onClick={onCancel}>
            {running ? "Cancel" : "Leave all as it is"}
          </button>
        </p>
      )}
    </section>
  );
}

/** Whether it changes by itself; once it may be applied, it is about to. */
export function isRunning({ status, apply }: RejudgeItem): boolean {
  return status === "running" || status === "applying" || (status === "judged" && apply);
}

function endWords(rejudge: Rejudge): string {
  const all = count(rejudge.total, "attempt");
  switch (rejudge.status) {
    case "cancelled":
      return rejudge.applied > 0
        ? `Cancelled; ${count(rejudge.applied, "outcome")} had been applied by then and stay.`
        : "Cancelled. Nothing was changed.";
    case "applied":
      return `Applied: ${rejudge.changed} of ${all} changed.`;
    default:
      return rejudge.changed === 0
        ? `Nothing would change: all ${all} keep their verdicts and scores.`
        : `${rejudge.changed} of ${all} would change. Nothing has changed so far.`;
  }
}

/** Ask for the progress of a rejudging until it has ended; slower while the server is away. */
function useProgress(rejudge: Rejudge, hear: (next: Rejudge) => void): void {
  const listener = useRef(hear);
  listener.current = hear;
  const id = isRunning(rejudge) ? rejudge.id : null;
  useEffect(() => {
    if (id === null) return;
    let timer: number;
    let gone = false;
    let pause = ASK_MILLISECONDS;
    const ask = async () => {
      try {
        // Nobody looks at a page that is hidden: then the server is left in peace.
        const next = document.hidden ? null : await getRejudge(id);
        if (next !== null && !gone) listener.current(next);
        pause = ASK_MILLISECONDS;
      } catch {
        pause = Math.min(2 * pause, SLOWEST_MILLISECONDS);
      }
      if (gone) return;
      timer = window.setTimeout(() => void ask(), pause);
    };
    timer = window.setTimeout(() => void ask(), pause);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [id]);
}
