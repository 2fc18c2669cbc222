import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import {
  applyRejudge,
  cancelRejudge,
  getRejudge,
  listRejudges,
  startRejudge,
} from "../../../api/admin";
import type { Rejudge } from "../../../api/types";
import { describe } from "../../../api/words";
import { Confirm, type Question } from "../../../components/Confirm";
import { Notice } from "../../../components/Notice";
import { ago, count } from "../words";
import { Changes } from "./Changes";

const ASK_MILLISECONDS = 1500;
const SLOWEST_MILLISECONDS = 12_000;

interface RejudgePanelProps {
  id: string;
  version: number | null;
  judged: number;
}

/** Judging earlier attempts again: first what would change, then the change. */
export function RejudgePanel({ id, version, judged }: RejudgePanelProps): JSX.Element {
  const [rejudges, setRejudges] = useState<Rejudge[] | null>(null);
  const [chosen, setChosen] = useState<Rejudge | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [question, setQuestion] = useState<Question | null>(null);

  useEffect(() => {
    if (version === null) return;
    let gone = false;
    listRejudges(id).then(
      (items) => {
        if (gone) return;
        setRejudges(items);
        if (items[0]) setChosen(items[0]);
      },
      (error: unknown) => !gone && setFailure(error),
    );
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
      setRejudges((all) => [next, ...(all ?? []).filter((one) => one.id !== next.id)]);
    } catch (error) {
      setFailure(error);
    }
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
          onClick={() => !busy && void act(() => startRejudge(id))}
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
              title: `Apply ${count(chosen.changes.length, "change")}?`,
              text:
                "The attempts get their new verdicts and scores, and solved problems and the " +
                "acceptance follow. What they were judged before is kept in this list.",
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
                  <button type="button" class="text-button" onClick={() => setChosen(one)}>
                    {ago(new Date(one.created_at))}: version {one.version},{" "}
                    {count(one.changes.length, "change")}, {one.status}
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
  return (
    <section class="rejudge__current" aria-label="This rejudging">
      <div role="status">
        {running ? (
          <>
            <p>
              {rejudge.status === "applying" ? "Applying" : "Judging again"}: {rejudge.done} of{" "}
              {count(rejudge.total, "attempt")}. Candidates go first, so this may wait for them.
            </p>
            <progress
              max={Math.max(1, rejudge.total)}
              value={rejudge.done}
              aria-label="Attempts judged again"
            />
          </>
        ) : (
          <p>{endWords(rejudge)}</p>
        )}
      </div>
      {rejudge.changes.length > 0 && <Changes changes={rejudge.changes} />}
      <p class="rejudge__start">
        {running && (
          <button type="button" class="button" onClick={onCancel}>
            Cancel
          </button>
        )}
        {canApply(rejudge) && (
          <button type="button" class="button button--primary" onClick={onApply}>
            Apply {count(rejudge.changes.length, "change")}
          </button>
        )}
      </p>
    </section>
  );
}

const ENDED = new Set(["done", "judged", "ready", "applied", "cancelled", "failed"]);

function isRunning(rejudge: Rejudge): boolean {
  return !ENDED.has(rejudge.status);
}

function canApply(rejudge: Rejudge): boolean {
  return !isRunning(rejudge) && !rejudge.apply && rejudge.changes.length > 0 &&
    !["applied", "cancelled", "failed"].includes(rejudge.status);
}

function endWords(rejudge: Rejudge): string {
  const changes = rejudge.changes.length;
  if (rejudge.status === "cancelled") return "Cancelled. Nothing was changed.";
  if (rejudge.status === "failed") return "It failed before its end. Nothing was changed; start it again.";
  if (rejudge.apply || rejudge.status === "applied") {
    return `Applied: ${count(changes, "attempt")} of ${rejudge.total} changed.`;
  }
  return changes === 0
    ? `Nothing would change: all ${count(rejudge.total, "attempt")} keep their verdicts and scores.`
    : `${changes} of ${count(rejudge.total, "attempt")} would change.`;
}

/** Ask for the progress of a rejudging until it has ended; slower while the server is away. */
function useProgress(rejudge: Rejudge | null, hear: (next: Rejudge) => void): void {
  const listener = useRef(hear);
  listener.current = hear;
  const id = rejudge !== null && isRunning(rejudge) ? rejudge.id : null;
  useEffect(() => {
    if (id === null) return;
    let timer: number;
    let pause = ASK_MILLISECONDS;
    const ask = async () => {
      try {
        listener.current(await getRejudge(id));
        pause = ASK_MILLISECONDS;
      } catch {
        pause = Math.min(2 * pause, SLOWEST_MILLISECONDS);
      }
      timer = window.setTimeout(() => void ask(), pause);
    };
    timer = window.setTimeout(() => void ask(), pause);
    return () => clearTimeout(timer);
  }, [id]);
}
