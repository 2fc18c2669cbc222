import type { JSX } from "preact";

import type { TestEntry, Trial } from "../../../api/types";
import { Icon } from "../../../components/Icon";
import { formatMemory, formatTime } from "../../../values/format";
import { ErrorView } from "../../problem/ErrorView";
import { TestRow } from "../../problem/TestRow";
import { wordsFor } from "../../problem/verdicts";
import "../../problem/results.css";
import "../../problem/tests.css";

/** The report on code; hidden tests are marked, and shown in full where their values are there. */
export function TrialView({ trial, onJump }: { trial: Trial; onJump(line: number): void }): JSX.Element {
  const words = wordsFor(trial.verdict ?? "judge_error", "submit");
  const tests = trial.tests as TestEntry[];
  const first = tests.findIndex((test) => test.verdict !== "accepted");
  return (
    <div class="results">
      <div class={`verdict verdict--${words.tone}`}>
        <p class="verdict__title">
          <span class={`mark mark--${words.tone}`}>
            <Icon name={words.icon} />
          </span>
          {words.title}
          <span class="verdict__facts">
            <span>
              {trial.passed ?? 0} of {trial.total ?? tests.length} tests
            </span>
            {trial.time_ms != null && <span>{formatTime(trial.time_ms)}</span>}
            {trial.memory_kib != null && <span>{formatMemory(trial.memory_kib)}</span>}
          </span>
        </p>
        <p class="verdict__why">{trial.diagnosis?.message ?? words.about}</p>
      </div>
      {trial.error && <ErrorView error={trial.error} said={undefined} onJump={onJump} />}
      {tests.length > 0 && (
        <ol class="tests" aria-label="Tests">
          {tests.map((test, i) => (
            <TestRow
              key={`${i}-${test.name}`}
              test={test.hidden && test.inputs ? inFull(test) : test}
              open={i === first}
              said={trial.diagnosis?.message}
              onJump={onJump}
            />
          ))}
        </ol>
      )}
    </div>
  );
}

function inFull(test: TestEntry): TestEntry {
  return { ...test, hidden: false, name: `${test.name} (hidden)` };
}
