import type { JSX } from "preact";

import type { Problem, TestEntry } from "../../api/types";
import { describe } from "../../api/words";
import { Icon } from "../../components/Icon";
import { Notice } from "../../components/Notice";
import { formatMemory, formatTime } from "../../values/format";
import { ErrorView } from "./ErrorView";
import type { Judging } from "./judging";
import { Printed } from "./Printed";
import { TestRow } from "./TestRow";
import { wasNotRun, wordsFor } from "./verdicts";

interface ResultsProps {
  problem: Problem;
  state: Judging;
  /** The code has changed since it was sent. */
  stale: boolean;
  onJump(line: number): void;
}

/** What has become of the last run or submission, from sending to the verdict. */
export function Results({ problem, state, stale, onJump }: ResultsProps): JSX.Element {
  const judged = state.tests.filter((test): test is TestEntry => test !== undefined);
  const rows = judged.filter((test) => !wasNotRun(test));
  const said = state.submission?.diagnosis?.message;
  const firstShown = rows.findIndex((test) => !test.hidden && test.verdict !== "accepted");
  return (
    <div class="results">
      <p class="visually-hidden" role="status" aria-live="polite">
        {announce(problem, state)}
      </p>
      <Top problem={problem} state={state} stale={stale} />
      {state.link !== "live" && state.phase !== "done" && state.phase !== "refused" && (
        <p class="quiet" role="status">
          {state.link === "polling"
            ? "Live results are not to be had just now; asking once a second instead."
            : "The connection was lost; trying again. The judging goes on without it."}
        </p>
      )}
      {state.submission?.error && (
        <ErrorView error={state.submission.error} said={said} onJump={onJump} />
      )}
      {state.submission?.stdout && (
        <Printed text={state.submission.stdout} />
      )}
      {rows.length > 0 && (
        <ol class="tests" aria-label="Tests">
          {rows.map((test, i) => (
            <TestRow
              key={`${i}-${test.name}`}
              test={state.own ? { ...test, name: "your input" } : test}
              open={!test.hidden && (i === firstShown || state.own)}
              tolerance={problem.compare}
              said={said}
              onJump={onJump}
            />
          ))}
        </ol>
      )}
      {judged.length > rows.length && (
        <p class="quiet">{notRunWords(judged.length - rows.length, judged.length)}</p>
      )}
    </div>
  );
}

function notRunWords(left: number, all: number): string {
  if (left === all) return "No test was run.";
  return left === 1 ? "The last test was not run." : `The other ${left} tests were not run.`;
}

function Top({ problem, state, stale }: Omit<ResultsProps, "onJump">): JSX.Element {
  const tests = problem.hidden_tests + problem.examples.length;
  switch (state.phase) {
    case "idle":
      return (
        <p class="quiet results__idle">
          <strong>Run</strong> tries your code on the examples. <strong>Submit</strong> judges it on
          all {tests} tests, {problem.hidden_tests} of them hidden.
        </p>
      );
    case "refused":
      return (
        <Notice tone="bad" title={state.mode === "submit" ? "Not submitted" : "Not run"}>
          <p>{describe(state.failure)}</p>
        </Notice>
      );
    case "done":
      return <Done problem={problem} state={state} stale={stale} />;
    default:
      return <Waiting state={state} expected={expectedTests(problem, state)} />;
  }
}

/** How many tests there will be, before the service has said so. */
function expectedTests(problem: Problem, state: Judging): number {
  if (state.own) return 1;
  return problem.examples.length + (state.mode === "submit" ? problem.hidden_tests : 0);
}

function Waiting({ state, expected }: { state: Judging; expected: number }): JSX.Element {
  const known = state.tests.filter(Boolean).length;
  const total = state.total || expected;
  const words = {
    sending: "Sending your code…",
    queued: "In the queue: a judge will take it next.",
    running: `Running: ${known} of ${total} tests judged`,
  }[state.phase as "sending" | "queued" | "running"];
  return (
    <div class="waiting">
      <p>{words}</p>
      {state.phase === "running" && known > 0 ? (
        <progress max={total} value={known} aria-label="Tests judged" />
      ) : (
        <progress aria-label="Waiting" />
      )}
    </div>
  );
}

function Done({ problem, state, stale }: Omit<ResultsProps, "onJump">): JSX.Element {
  const submission = state.submission!;
  const words = wordsFor(
    submission.verdict ?? "judge_error",
    state.mode,
    problem.hidden_tests,
    state.own,
  );
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
      {stale && (
        <p class="verdict__stale">You have changed the code since; this is about the older one.</p>
      )}
    </div>
  );
}

/** The state in one sentence, for those who do not see it. */
function announce(problem: Problem, state: Judging): string {
  switch (state.phase) {
    case "idle":
    case "refused":
      return "";
    case "sending":
      return "Sending your code.";
    case "queued":
      return "In the queue.";
    case "running":
      return "Running.";
    case "done": {
      const submission = state.submission!;
      const words = wordsFor(
        submission.verdict ?? "judge_error",
        state.mode,
        problem.hidden_tests,
        state.own,
      );
      const count = submission.total
        ? ` ${submission.passed ?? 0} of ${submission.total} tests.`
        : "";
      return `${words.title}.${count} ${submission.diagnosis?.message ?? words.about}`;
    }
  }
}
