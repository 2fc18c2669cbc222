import type { JSX } from "preact";

import type { RejudgeChange, Verdict } from "../../../api/types";
import { Icon } from "../../../components/Icon";
import { wordsFor } from "../../problem/verdicts";

const SHOWN = 200;

/** What a rejudging changes: in total by verdict, then attempt by attempt. */
export function Changes({ changes }: { changes: readonly RejudgeChange[] }): JSX.Element {
  const groups = new Map<string, { from: Verdict; to: Verdict; n: number }>();
  for (const { from, to } of changes) {
    const key = `${from.verdict} ${to.verdict}`;
    const group = groups.get(key) ?? { from: from.verdict, to: to.verdict, n: 0 };
    group.n += 1;
    groups.set(key, group);
  }
  return (
    <>
      <ul class="changes" aria-label="Changes by verdict">
        {[...groups.values()]
          .sort((a, b) => b.n - a.n)
          .map(({ from, to, n }) => (
            <li key={`${from} ${to}`}>
              <strong>{n}</strong> <Word verdict={from} /> <Icon name="chevron" />
              <span class="visually-hidden">becomes</span> <Word verdict={to} />
            </li>
          ))}
      </ul>
      <details>
        <summary>Attempt by attempt</summary>
        <div class="scroll-x" tabIndex={0} role="region" aria-label="Changed attempts">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">Who</th>
                <th scope="col">Was</th>
                <th scope="col">Becomes</th>
              </tr>
            </thead>
            <tbody>
              {changes.slice(0, SHOWN).map((change) => (
                <tr key={change.submission}>
                  <td>{change.user}</td>
                  <td>
                    <Word verdict={change.from.verdict} /> {percent(change.from.score)}
                  </td>
                  <td>
                    <Word verdict={change.to.verdict} /> {percent(change.to.score)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {changes.length > SHOWN && (
          <p class="quiet">The first {SHOWN} of {changes.length} are listed.</p>
        )}
      </details>
    </>
  );
}

function Word({ verdict }: { verdict: Verdict }): JSX.Element {
  const words = wordsFor(verdict, "submit");
  return <span class={`word word--${words.tone}`}>{words.title.toLowerCase()}</span>;
}

function percent(score: number): string {
  return `${Math.round(score * 100)} %`;
}
