import type { JSX } from "preact";

import type { Problem } from "../../api/types";
import { Markdown } from "../../text/Markdown";

/** What is for those who know their way already, folded away. */
export function More({ problem }: { problem: Problem }): JSX.Element {
  const { gotchas = [], interview = [] } = problem;
  return (
    <section>
      <h2>Going further</h2>
      <div class="hints">
        {gotchas.length > 0 && (
          <details class="further">
            <summary>What people get wrong</summary>
            <ul>
              {gotchas.map((gotcha) => (
                <li key={gotcha}>
                  <Markdown source={gotcha} inline />
                </li>
              ))}
            </ul>
          </details>
        )}
        {interview.map(({ question, answer }) => (
          <details key={question} class="further">
            <summary>
              <Markdown source={question} inline />
            </summary>
            <Markdown source={answer} />
          </details>
        ))}
      </div>
    </section>
  );
}
