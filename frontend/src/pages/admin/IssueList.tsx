import type { JSX } from "preact";

import type { Issue } from "../../api/types";
import { Icon } from "../../components/Icon";

/** What is wrong with the source, each with a way to its line. */
export function IssueList(props: {
  issues: readonly Issue[];
  onJump(line: number): void;
}): JSX.Element {
  const { issues, onJump } = props;
  const warnings = issues.filter((issue) => issue.severity === "warning").length;
  return (
    <div class="issues">
      <p class="visually-hidden" role="status">
        {issues.length === 0 ? "No issues." : issueWords(issues.length - warnings, warnings)}
      </p>
      {issues.length > 0 && (
        <ul class="issues__list" aria-label="Issues">
          {issues.map((issue) => (
            <li key={`${issue.line} ${issue.message}`}>
              <button type="button" class="issue" onClick={() => onJump(issue.line)}>
                <span class={`mark mark--${issue.severity === "warning" ? "warn" : "bad"}`}>
                  <Icon name={issue.severity === "warning" ? "alert" : "cross"} />
                </span>
                <span class="issue__line">Line {issue.line}</span>
                <span class="issue__message">
                  {issue.field && <code>{issue.field}</code>} {issue.message}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

export function issueWords(errors: number, warnings: number): string {
  const words = [];
  if (errors > 0) words.push(errors === 1 ? "1 issue" : `${errors} issues`);
  if (warnings > 0) words.push(warnings === 1 ? "1 warning" : `${warnings} warnings`);
  return words.join(" and ") || "no issues";
}
