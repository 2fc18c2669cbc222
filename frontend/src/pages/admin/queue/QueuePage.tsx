import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { getOverview, recycleCells } from "../../../api/desk";
import type { Overview } from "../../../api/types";
import { describe } from "../../../api/words";
import { Confirm, type Question } from "../../../components/Confirm";
import { Notice } from "../../../components/Notice";
import { useAct } from "../../account/useAct";
import { wordsFor } from "../../problem/verdicts";
import { DeskPage } from "../desk/DeskPage";
import { usePolling } from "../desk/usePolling";
import { When } from "../../../components/When";
import { Bars } from "../panels/Bars";
import { count, duration } from "../words";
import { CellTable, ProcessTable } from "./CellTable";
import "../panels/statistics.css";

const PAUSE_MILLISECONDS = 3000;
const KINDS: Record<string, string> = {
  run: "Runs",
  submit: "Submissions",
  guest: "Of guests",
  rejudge: "Rejudgings",
};

/** What waits, what runs, where, and what became of it of late; kept up while one looks. */
export function QueuePage(): JSX.Element {
  const { value, failure, refresh } = usePolling(getOverview, PAUSE_MILLISECONDS);
  return (
    <DeskPage title="Queue and cells" lead="As it is now, asked again every three seconds.">
      {failure !== null && (
        <Notice tone="bad" title="The service did not answer">
          <p>{describe(failure)}</p>
          {value !== null && <p>Below is how it was before. It is asked again by itself.</p>}
          <button type="button" class="button" onClick={refresh}>
            Ask now
          </button>
        </Notice>
      )}
      {value !== null ? (
        <Shown overview={value} onChanged={refresh} />
      ) : (
        failure === null && <p class="loading">Asking the service…</p>
      )}
    </DeskPage>
  );
}

function Shown({ overview, onChanged }: { overview: Overview; onChanged(): void }): JSX.Element {
  const { obstacle, checks, failures, recent } = overview;
  return (
    <>
      {obstacle !== null && (
        <Notice tone="bad" title="This service cannot judge just now">
          <p>{obstacle}</p>
        </Notice>
      )}
      {overview.open_feedback > 0 && (
        <Notice tone="warn" title="Somebody has told you something">
          <p>
            <a href="/admin/feedback?state=open">{count(overview.open_feedback, "report")}</a>{" "}
            {overview.open_feedback === 1 ? "waits" : "wait"} for an answer.
          </p>
        </Notice>
      )}
      <Waiting overview={overview} />
      <Cells overview={overview} onChanged={onChanged} />
      {checks.length > 0 && (
        <section class="desk-section">
          <h2>Drafts being checked</h2>
          <ul class="desk-list">
            {checks.map(({ user, seconds }) => (
              <li key={user}>
                <span>
                  {user}, for {duration(seconds)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div class="desk-section">
        {recent.judged === 0 ? (
          <section>
            <h2>Judged of late</h2>
            <p class="quiet">Nothing has come in the last {duration(recent.seconds)}.</p>
          </section>
        ) : (
          <Bars
            title="Judged of late"
            about={`Of what came in the last ${duration(recent.seconds)}: ${recent.a_minute} a minute.`}
            head={["Verdict", "Judged"]}
            of={recent.judged}
            bars={recent.verdicts.map(({ verdict, count: value }) => {
              const words = wordsFor(verdict, "submit");
              return { name: words.title, value, tone: words.tone };
            })}
          />
        )}
      </div>
      <section class="desk-section">
        <h2>Our own failures</h2>
        {failures.length === 0 ? (
          <p class="quiet">None in the last seven days: everything that came was judged.</p>
        ) : (
          <>
            <ul class="desk-list" aria-label="Our own failures, newest first">
              {failures.map(({ id, problem, user, created_at: at }) => (
                <li key={id}>
                  <a href={`/admin/attempts/${id}`}>
                    {problem}, by {user}
                  </a>
                  <span class="quiet">
                    <When at={at} />
                  </span>
                </li>
              ))}
            </ul>
            <p>
              <a href="/admin/attempts?verdict=judge_error">All of them</a>
            </p>
          </>
        )}
      </section>
    </>
  );
}

function Waiting({ overview }: { overview: Overview }): JSX.Element {
  const { queue } = overview;
  const idle = queue.every(({ queued, running }) => queued === 0 && running === 0);
  return (
    <section class="desk-section" aria-labelledby="waiting-title">
      <h2 id="waiting-title">What waits</h2>
      <p role="status" class={idle ? "quiet" : undefined}>
        {idle
          ? "Nothing waits, and nothing is being judged."
          : `${sum(queue, "queued")} waiting, ${sum(queue, "running")} being judged.`}
      </p>
      {!idle && (
        <table class="desk-table desk-table--plain">
          <thead>
            <tr>
              <th scope="col">Kind</th>
              <th scope="col" class="desk-table__end">
                Waiting
              </th>
              <th scope="col" class="desk-table__end">
                Being judged
              </th>
              <th scope="col" class="desk-table__end">
                Longest wait
              </th>
            </tr>
          </thead>
          <tbody>
            {queue.map(({ kind, queued, running, oldest_seconds: oldest }) => (
              <tr key={kind}>
                <th scope="row">{KINDS[kind] ?? kind}</th>
                <td class="desk-table__end">{queued}</td>
                <td class="desk-table__end">{running}</td>
                <td class="desk-table__end">{queued > 0 ? duration(oldest) : ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function sum(queue: Overview["queue"], of: "queued" | "running"): number {
  return queue.reduce((total, kind) => total + kind[of], 0);
}

function Cells({ overview, onChanged }: { overview: Overview; onChanged(): void }): JSX.Element {
  const { processes } = overview;
  const { launcher, cells, recycled, died } = overview.cells;
  const [question, setQuestion] = useState<Question | null>(null);
  const act = useAct();
  const ask = () =>
    setQuestion({
      title: `Replace ${count(cells.length, "cell")} by fresh ones?`,
      text: "Free ones are replaced one after the other, those at work after their run. Nobody's attempt is lost.",
      action: "Replace them",
      onYes: () =>
        act.run(async () => {
          await recycleCells();
          onChanged();
        }),
    });
  return (
    <section class="desk-section" aria-labelledby="cells-title">
      <h2 id="cells-title">Judge cells</h2>
      {processes.length > 0 && <ProcessTable processes={processes} />}
      <p class="quiet">
        {cells.length === 0
          ? "The process that answers has none: others judge."
          : `Of the process that answers, started by “${launcher}”. ` +
            (recycled + died === 0
              ? "None has been replaced so far."
              : `${recycled} replaced after service, ${died} after a failure.`)}
      </p>
      {act.failure && (
        <Notice tone="bad" title="They were not replaced">
          <p>{act.failure}</p>
        </Notice>
      )}
      {cells.length > 0 && (
        <>
          <CellTable cells={cells} />
          <p class="desk-actions">
            <button
              type="button"
              class="button button--small"
              aria-disabled={act.busy}
              onClick={() => !act.busy && ask()}
            >
              Replace all cells
            </button>
          </p>
        </>
      )}
      <Confirm question={question} onClose={() => setQuestion(null)} />
    </section>
  );
}
