import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { ApiError, getSubmission } from "../../api/client";
import type { Problem, SubmissionWithCode } from "../../api/types";
import { describe } from "../../api/words";
import { Icon } from "../../components/Icon";
import { Notice } from "../../components/Notice";
import { ReportLink } from "../../components/ReportLink";
import { useRouter } from "../../router";
import { Code } from "../../text/Code";
import { IDLE } from "./judging";
import { LineDiff } from "./LineDiff";
import { Report } from "./Report";
import "./results.css";
import "./tests.css";

// Between two looks at an attempt that is still being judged.
const PAUSE_MILLISECONDS = 2000;

interface AttemptViewProps {
  id: string;
  problem: Problem;
  draft: string;
  onRestore(code: string): void;
}

/** One earlier submission, at an address of its own: what became of it, and its code. */
export function AttemptView({ id, problem, draft, onRestore }: AttemptViewProps): JSX.Element {
  const { path } = useRouter();
  const [attempt, setAttempt] = useState<SubmissionWithCode | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [comparing, setComparing] = useState(false);

  const [asked, setAsked] = useState(0);

  useEffect(() => {
    getSubmission(id).then(setAttempt, setFailure);
  }, [id, asked]);

  useEffect(() => {
    if (attempt === null || attempt.status === "done") return;
    const timer = setTimeout(() => setAsked(asked + 1), PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [attempt]);

  const back = (
    <a class="back" href={path}>
      <Icon name="back" /> All attempts
    </a>
  );
  const unknown = failure instanceof ApiError && failure.status === 404;
  if (unknown || (attempt && attempt.problem !== problem.id)) {
    return (
      <>
        {back}
        <p class="quiet">You have no such attempt at this problem.</p>
      </>
    );
  }
  if (failure !== null) {
    return (
      <>
        {back}
        <Notice tone="bad" title="The attempt did not load">
          <p>{describe(failure)}</p>
        </Notice>
      </>
    );
  }
  if (attempt === null) return <p class="loading">Reading the attempt…</p>;
  const { code: kept, ...submission } = attempt;
  const code = kept ?? "";
  const restore = () => kept !== null && onRestore(kept);
  const state = { ...IDLE, phase: "done", mode: submission.mode, code, submission } as const;
  return (
    <div class="results">
      <p class="attempt__head">
        {back}
        <time dateTime={submission.created_at}>
          {new Date(submission.created_at).toLocaleString()}
        </time>
        {kept !== null && (
          <>
            <button type="button" class="text-button" onClick={restore}>
              Put in the editor
            </button>
            <button
              type="button"
              class="text-button"
              aria-pressed={comparing}
              onClick={() => setComparing(!comparing)}
            >
              Compare with the editor
            </button>
          </>
        )}
      </p>
      {submission.status === "done" ? (
        <Report
          problem={problem}
          state={{ ...state, tests: submission.tests }}
          stale={false}
          onJump={restore}
        />
      ) : (
        <p class="quiet">It is still being judged.</p>
      )}
      {kept === null ? (
        <p class="quiet">The code of this attempt is no longer kept.</p>
      ) : comparing ? (
        <LineDiff
          before={{ title: "This attempt", code }}
          after={{ title: "In the editor", code: draft }}
        />
      ) : (
        <Code text={code} language="python" />
      )}
      <p class="report-line">
        Was it judged wrongly? <ReportLink about={problem.id} attempt={submission.id} />
      </p>
    </div>
  );
}
