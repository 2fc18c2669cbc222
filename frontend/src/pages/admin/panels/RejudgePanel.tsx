import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { getRejudge, listRejudges, startRejudge } from "../../../api/admin";
import type { Rejudge, RejudgeItem } from "../../../api/types";
import { describe } from "../../../api/words";
import { Notice } from "../../../components/Notice";
import { ago } from "../../problem/ago";
import { count } from "../words";
import { isRunning, RejudgeView } from "../rejudges/RejudgeView";
import "./rejudge.css";

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

  const show = (next: Rejudge) => {
    setChosen(next);
    setRejudges((all) => {
      const known = all ?? [];
      if (!known.some((one) => one.id === next.id)) return [next, ...known];
      return known.map((one) => (one.id === next.id ? next : one));
    });
  };

  const act = async (call: () => Promise<Rejudge>) => {
    setFailure(null);
    try {
      show(await call());
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
      {chosen !== null && <RejudgeView key={chosen.id} rejudge={chosen} onChanged={show} />}
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
                    {ago(one.created_at)} by {one.created_by}, on version {one.version}:{" "}
                    {count(one.changed, "change")}, {one.status}
                  </button>
                </li>
              ))}
          </ul>
        </section>
      )}
    </div>
  );
}
