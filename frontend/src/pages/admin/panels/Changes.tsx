import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { getRejudge } from "../../../api/admin";
import type { Rejudge, RejudgeChange, Verdict } from "../../../api/types";
import { describe } from "../../../api/words";
import { Icon } from "../../../components/Icon";
import { mayAdmin, useSession } from "../../../session";
import { wordsFor } from "../../problem/verdicts";
import { count } from "../words";

/** What a rejudging changes: in total by verdict, then attempt by attempt. */
export function Changes({ rejudge }: { rejudge: Rejudge }): JSX.Element {
  const groups = rejudge.counts.filter(({ from, to }) => from !== to);
  const inScore = rejudge.changed - groups.reduce((sum, group) => sum + group.count, 0);
  return (
    <>
      <ul class="changes" aria-label="Changes by verdict">
        {groups.map(({ from, to, count: n }) => (
          <li key={`${from} ${to}`}>
            <strong>{n}</strong> <Word verdict={from} /> <Icon name="chevron" />
            <span class="visually-hidden">becomes</span> <Word verdict={to} />
          </li>
        ))}
        {inScore > 0 && (
          <li>
            <strong>{inScore}</strong> with another score only
          </li>
        )}
      </ul>
      <details>
        <summary>Attempt by attempt</summary>
        <ChangeTable rejudge={rejudge} />
      </details>
    </>
  );
}

function ChangeTable({ rejudge }: { rejudge: Rejudge }): JSX.Element {
  const { user } = useSession();
  const [more, setMore] = useState<{ changes: RejudgeChange[]; next: string | null } | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const shown = [...rejudge.changes, ...(more?.changes ?? [])];
  const next = more === null ? rejudge.next : more.next;

  const load = async () => {
    setTrouble(null);
    try {
      const page = await getRejudge(rejudge.id, next);
      setMore({ changes: [...(more?.changes ?? []), ...page.changes], next: page.next });
    } catch (error) {
      setTrouble(describe(error));
    }
  };

  return (
    <>
      <div class="scroll-x" tabIndex={0} role="region" aria-label="Changed attempts">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col">Was</th>
              <th scope="col">{rejudge.status === "applied" ? "Is" : "Becomes"}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((change) => (
              <tr key={change.submission}>
                <td>
                  {change.user}
                  {mayAdmin(user) && (
                    <>
                      {" "}
                      (<a href={`/admin/attempts/${change.submission}`}>the attempt</a>)
                    </>
                  )}
                </td>
                <td>
                  <Outcome judged={change.from} />
                </td>
                <td>
                  <Outcome judged={change.to} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {trouble !== null && (
        <p class="word--bad" role="alert">
          {trouble}
        </p>
      )}
      {next !== null && (
        <button type="button" class="button button--small" onClick={() => void load()}>
          More of the {count(rejudge.changed, "change")}
        </button>
      )}
    </>
  );
}

function Outcome({ judged }: { judged: RejudgeChange["from"] }): JSX.Element {
  return (
    <>
      {judged.verdict && <Word verdict={judged.verdict} />}{" "}
      {judged.total !== null && (
        <span class="quiet">
          {judged.passed ?? 0} of {judged.total}
        </span>
      )}
    </>
  );
}

function Word({ verdict }: { verdict: Verdict }): JSX.Element {
  const words = wordsFor(verdict, "submit");
  return <span class={`word word--${words.tone}`}>{words.title.toLowerCase()}</span>;
}
