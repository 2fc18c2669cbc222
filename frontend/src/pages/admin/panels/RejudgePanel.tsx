import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import {
  applyRejudge,
  cancelRejudge,
  getRejudge,
  listRejudges,
  startRejudge,
} from "../../../api/admin";
import type { Rejudge, RejudgeItem } from "../../../api/types";
import { describe } from "../../../api/words";
import { Confirm, type Question } from "../../../components/Confirm";
import { Notice } from "../../../components/Notice";
import { ago, count } from "../words";
import { Changes } from "./Changes";
import "./rejudge.css";

const ASK_MILLISECONDS = 1500;
const SLOWEST_MILLISECONDS = 12_000;

interface RejudgePanelProps {
  id: string;
  version: number | null;
  judged: number;
}

/** Judging earlier attempts again: first what would change, then the change. */
export function RejudgePanel({ id, version, judged }: RejudgePanelProps): JSX.Element {
  const [rejudges, setRejudges] = useState<RejudgeItem[] | null>(null);
  const [chosen, setChosen] = useState<Rejudge | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [question, setQuestion] = useState<Question | null>(null);

  useEffect(() => {
    if (version === null) return;
    let gone = false;
    const load = async () => {
      const items = await listRejudges(id);
      const newest = items[0] ? await getRejudge(items[0].id) : null;
      if (gone) return;
      setRejudges(items);
      setChosen(newest);
    };
    load().catch((error: unknown) => !gone && setFailure(error));
    return () => {
      gone = true;
    };
  }, [id, version]);

  useProgress(chosen, (next) => {
    setChosen(next);
    setRejudges((all) => all?.map((one) => (one.id === next.id ? next : one)) ?? null);
  });

  const act = async (call: () => Promise<Rejudge>) => {
    setFailure(null);
    try {
      const next = await call();
      setChosen(next);
      setRejudges((all) => {
        const known = all ?? [];
        if (!known.some((one) => one.id === next.id)) return [next, ...known];
        return known.map((one) => (one.id === next.id ? next : one));
      });
    } catch (error) {
      setFailure(error);
    }
  };

  const start = async () => {
    // A preview that changes nothing waits for nobody's decision.
    if (chosen?.status === "judged" && chosen.changed === 0) await cancelRejudge(chosen.id);
    return startRejudge(id);
  };

  if (version === null) {
    return <p class="quiet">There is nothing to rejudge before the first version is published.</p>;
  }
  const busy = chosen !== null && isRunning(chosen);
  return (
    <div class="rejudge">
      <p>
        After a change of the tests or the tolerance, earlier attempts can be judged again on
        version {version}. First you see what would change; nothing changes until you apply it.
      </p>
      <p class="rejudge__start">
        <button
          type="button"
          class="button button--primary"
          aria-disabled={busy}
          onClick={() => !busy && void act(start)}
        >
          Show what would change
        </button>
        <span class="quiet">{count(judged, "judged attempt")}</span>
      </p>
      {failure !== null && (
        <Notice tone="bad" title="That did not work">
          <p>{describe(failure)}</p>
        </Notice>
      )}
      {chosen !== null && (
        <Current
          rejudge={chosen}
          onCancel={() => void act(() => cancelRejudge(chosen.id))}
          onApply={() =>
            setQuestion({
              title: `Apply ${count(chosen.changed, "change")}?`,
              text:
                "The attempts get their new verdicts and scores, and solved problems and the " +
                "statistics follow. What they were judged before stays in this list.",
              action: "Apply",
              onYes: () => void act(() => applyRejudge(chosen.id)),
            })
          }
        />
      )}
      {rejudges !== null && rejudges.length > 1 && (
        <section>
          <h2>Earlier</h2>
          <ul class="rejudge__list">
            {rejudges
              .filter((one) => one.id !== chosen?.id)
              .map((one) => (
                <li key={one.id}>
                  <button
                    type="button"
                    class="text-button"
                    onClick={() => void act(() => getRejudge(one.id))}
                  >
                    {ago(new Date(one.created_at))} by {one.created_by}, on version {one.version}:{" "}
                    {count(one.changed, "change")}, {one.status}
                  </button>
                </li>
              ))}
          </ul>
        </section>
      )}
      <Confirm question={question} onClose={() => setQuestion(null)} />
    </div>
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
  const total = applying ? rejudge.changed : rejudge.total;
  return (
    <section class="rejudge__current" aria-label="This rejudging">
      <div role="status">
        {running ? (
          <>
            <p>
              {applying ? "Applying" : "Judging again"}: {done} of{" "}
              {count(total, applying ? "change" : "attempt")}. Candidates go
              first, so this may wait for them.
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
function isRunning({ status, apply }: RejudgeItem): boolean {
  return status === "running" || status === "applying" || (status === "judged" && apply);
}

function endWords(rejudge: Rejudge): string {
  const all = count(rejudge.total, "attempt");
  switch (rejudge.status) {
    case "cancelled":
      return rejudge.applied > 0
        ? `Cancelled; ${count(rejudge.applied, "change")} had been applied by then and stay.`
        : "Cancelled. Nothing was changed.";
    case "applied":
      return `Applied: ${rejudge.applied} of ${all} changed.`;
    default:
      return rejudge.changed === 0
        ? `Nothing would change: all ${all} keep their verdicts and scores.`
        : `${rejudge.changed} of ${all} would change. Nothing has changed so far.`;
  }
}

/** Ask for the progress of a rejudging until it has ended; slower while the server is away. */
function useProgress(rejudge: Rejudge | null, hear: (next: Rejudge) => void): void {
  const listener = useRef(hear);
  listener.current = hear;
  const id = rejudge !== null && isRunning(rejudge) ? rejudge.id : null;
  useEffect(() => {
    if (id === null) return;
    let timer: number;
    let gone = false;
    let pause = ASK_MILLISECONDS;
    const ask = async () => {
      try {
        const next = await getRejudge(id);
        if (!gone) listener.current(next);
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
