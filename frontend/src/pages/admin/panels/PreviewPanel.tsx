import type { JSX } from "preact";

import type { Problem } from "../../../api/types";
import { describe } from "../../../api/words";
import { Notice } from "../../../components/Notice";
import { Statement } from "../../problem/Statement";
import { issueWords } from "../IssueList";
import type { Previewed } from "../usePreview";
import { DocumentPreview } from "./DocumentPreview";
import "../../problem/statement.css";
import "../../problem/tests.css";

/** The candidate's page as the draft would make it. */
export function PreviewPanel(props: {
  previewed: Previewed;
  onJump(line: number): void;
}): JSX.Element {
  const { view, document, stale, issues, failure } = props.previewed;
  return (
    <>
      {failure !== null && (
        <Notice tone="bad" title="The preview did not come">
          <p>{describe(failure)} It is asked for again at your next change.</p>
        </Notice>
      )}
      {stale && (view ?? document) !== null && failure === null && (
        <Notice tone="warn" title="This is the last text that could be read">
          <p>
            The draft has {issueWords(issues.length, 0)}, the first in{" "}
            <button
              type="button"
              class="text-button"
              onClick={() => props.onJump(issues[0]?.line ?? 1)}
            >
              line {issues[0]?.line ?? 1}
            </button>
          </p>
        </Notice>
      )}
      {view !== null ? (
        <Candidate view={view} />
      ) : document !== null ? (
        <div class="as-candidate">
          <DocumentPreview view={document} />
        </div>
      ) : failure === null ? (
        <p class="loading">
          {issues.length > 0
            ? `Nothing to show yet: the draft has ${issueWords(issues.length, 0)}.`
            : "Reading the draft…"}
        </p>
      ) : null}
    </>
  );
}

function Candidate({ view }: { view: NonNullable<Previewed["view"]> }): JSX.Element {
  return (
    <div class="as-candidate">
      <Statement problem={view as Problem} preview />
    </div>
  );
}
