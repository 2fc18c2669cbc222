import type { JSX } from "preact";

import type { Problem, TestEntry } from "../../api/types";
import { Icon } from "../../components/Icon";
import { UsedFunctions } from "../../components/UsedFunctions";
import { useLoaded } from "../../loaded";
import { formatMemory, formatTime } from "../../values/format";
import { ErrorView } from "./ErrorView";
import type { Judging } from "./judging";
import { Printed } from "./Printed";
import { TestRow } from "./TestRow";
import { wasNotRun, wordsOf } from "./verdicts";

// Without it the verdict is complete all the same.
const loadStanding = () => import("./Standing").then((module) => module.StandingView);

interface ReportProps {
  problem: Problem;
  /** In phase `done`. */
  state: Judging;
  stale: boolean;
  onJump(line: number): void;
}

/** A judged submission or run: the verdict and why, then each test. */
export function Report({ problem, state, stale, onJump }: ReportProps): JSX.Element {
  const submission = state.submission!;
  return (
    <>
      <VerdictBox problem={problem} state={state} stale={stale} />
      {submission.error && (
        <ErrorView
          error={submission.error}
          said={submission.diagnosis?.message}
          onJump={onJump}
        />
      )}
      {submission.stdout && <Printed text={submission.stdout} />}
      <Tests state={state} onJump={onJump} />
    </>
  );
}

/** The tests that have been judged so far. */
export function Tests({ state, onJump }: Pick<ReportProps, "state" | "onJump">): JSX.Element {
  const judged = state.tests.filter((test): test is TestEntry => test !== undefined);
  const rows = judged.filter((test) => !wasNotRun(test));
  const firstShown = rows.findIndex((test) => !test.hidden && test.verdict !== "accepted");
  return (
    <>
      {rows.length > 0 && (
        <ol class="tests" aria-label="Tests">
          {rows.map((test, i) => (
            <TestRow
              key={`${i}-${test.name}`}
              test={state.own ? { ...test, name: "your input" } : test}
              open={!test.hidden && (i === firstShown || state.own || hasDrawn(test))}
              said={state.submission?.diagnosis?.message}
              onJump={onJump}
            />
          ))}
        </ol>
      )}
      {judged.length > rows.length && (
        <p class="quiet">{notRunWords(judged.length - rows.length, judged.length)}</p>
      )}
    </>
  );
}

function hasDrawn(test: TestEntry): boolean {
  return (test.figures ?? []).length > 0;
}

function notRunWords(left: number, all: number): string {
  if (left === all) return "No test was run.";
  return left === 1 ? "The last test was not run." : `The other ${left} tests were not run.`;
}

function VerdictBox({ problem, state, stale }: Omit<ReportProps, "onJump">): JSX.Element {
  const submission = state.submission!;
  const words = wordsOf(submission, problem.hidden_tests, state.own);
  const ranked = submission.verdict === "accepted" && submission.mode === "submit";
  const StandingView = useLoaded(loadStanding, ranked);
  return (
    <div class={`verdict verdict--${words.tone}`}>
      <p class="verdict__title">
        <span class={`mark mark--${words.tone}`}>
          <Icon name={words.icon} />
        </span>
        {words.title}
        <span class="verdict__facts">
          {submission.total && !state.own && !submission.tests.every(wasNotRun) ? (
            <span>
              {submission.passed ?? 0} of {submission.total} tests
            </span>
          ) : null}
          {submission.time_ms !== null && <span>{formatTime(submission.time_ms)}</span>}
          {submission.memory_kib !== null && <span>{formatMemory(submission.memory_kib)}</span>}
        </span>
      </p>
      <p class="verdict__why">{submission.diagnosis?.message ?? words.about}</p>
      <UsedFunctions used={submission.used} />
      {ranked && StandingView && <StandingView submission={submission.id} />}
      {stale && (
        <p class="verdict__stale">You have changed the code since; this is about the older one.</p>
      )}
    </div>
  );
}
