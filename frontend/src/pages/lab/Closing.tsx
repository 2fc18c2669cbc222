import type { JSX } from "preact";

import type { Lab, LabItem } from "../../api/learn";
import { Markdown } from "../../text/Markdown";

/** What stands at the end of a lab: pitfalls, interview questions, further reading, the next one. */
export function Closing({ lab, next }: { lab: Lab; next: LabItem | undefined }): JSX.Element {
  return (
    <>
      {lab.gotchas.length > 0 && (
        <section class="lab__section">
          <h2>What people get wrong</h2>
          <ul class="constraints">
            {lab.gotchas.map((gotcha) => (
              <li key={gotcha}>
                <Markdown source={gotcha} inline />
              </li>
            ))}
          </ul>
        </section>
      )}
      {lab.interview.length > 0 && (
        <section class="lab__section">
          <h2>As interviewers ask it</h2>
          {lab.interview.map(({ question, answer }) => (
            <details key={question} class="further">
              <summary>
                <Markdown source={question} inline />
              </summary>
              <Markdown source={answer} />
            </details>
          ))}
        </section>
      )}
      {lab.resources.length > 0 && (
        <section class="lab__section">
          <h2>To read on</h2>
          <ul class="resources">
            {lab.resources.map((resource) => (
              <li key={resource.url}>
                <a href={resource.url} rel="noopener noreferrer">
                  {resource.title}
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p class="answer-actions">
        {next && (
          <a class="button button--title" href={`/labs/${encodeURIComponent(next.id)}`}>
            Next lab: {next.title}
          </a>
        )}
      </p>
    </>
  );
}
