import type { JSX } from "preact";
import { useState } from "preact/hooks";

import type { TestEntry } from "../../api/types";
import { Icon } from "../../components/Icon";
import { useLoaded } from "../../loaded";
import { NO_MARKS } from "../../values/compare";
import { mark } from "../../values/mark";
import { Drawings } from "../../values/Drawings";
import { formatTime } from "../../values/format";
import { ValueView } from "../../values/ValueView";
import { ErrorView } from "./ErrorView";
import { Printed } from "./Printed";
import { shortWords } from "./verdicts";

interface TestRowProps {
  test: TestEntry;
  /** Whether a visible test starts unfolded. */
  open: boolean;
  /** What the verdict has said already, not to be said again. */
  said: string | undefined;
  onJump(line: number): void;
}

/** One test: a line, and for a visible one what went in, what was expected and what came. */
export function TestRow({ test, open, said, onJump }: TestRowProps): JSX.Element {
  // What is folded is drawn when it is unfolded: the verdict is on the screen sooner.
  const [unfolded, setUnfolded] = useState(open);
  const wrong = test.diagnosis && test.diagnosis.message !== said ? test.diagnosis.message : null;
  const why = wrong ?? test.note ?? null;
  if (test.hidden) {
    return (
      <li class="test">
        <div class="test__line">
          <Line test={test} note={why} />
        </div>
      </li>
    );
  }
  return (
    <li class="test">
      <details open={open} onToggle={() => setUnfolded(true)}>
        <summary class="test__line">
          <Line test={test} note={null} />
        </summary>
        {(unfolded || open) && (
          <div class="test__body">
            {why && <p class="test__why">{why}</p>}
            {test.error && <ErrorView error={test.error} said={said} onJump={onJump} />}
            <Comparison test={test} />
            {test.gradient_check && <Gradients checks={test.gradient_check} />}
            <Drawings figures={test.figures ?? []} />
            {test.stdout && <Printed text={test.stdout} />}
            <Inputs test={test} />
          </div>
        )}
      </details>
    </li>
  );
}

type Checks = NonNullable<TestEntry["gradient_check"]>;

const loadCheck = () => import("./GradientCheck").then((module) => module.GradientCheck);

/** Gradient checks, whose code comes when there is one to show: few problems have any. */
function Gradients({ checks }: { checks: Checks }): JSX.Element | null {
  // Without it the test is shown all the same.
  const Check = useLoaded(loadCheck, checks.length > 0);
  if (!Check) return null;
  return (
    <>
      {checks.map((check) => (
        <Check key={check.part} check={check} />
      ))}
    </>
  );
}

function Line({ test, note }: { test: TestEntry; note: string | null }): JSX.Element {
  const words = shortWords(test);
  return (
    <>
      <span class={`mark mark--${words.tone}`}>
        <Icon name={words.icon} />
      </span>
      <span class="test__name">
        {test.name}
        {note && <span class="test__note"> {note}</span>}
      </span>
      {test.hidden && <span class="test__hidden">hidden</span>}
      <span class={`test__verdict test__verdict--${words.tone}`}>{words.short}</span>
      <span class="test__time">{test.time_ms ? formatTime(test.time_ms) : ""}</span>
    </>
  );
}

function Comparison({ test }: { test: TestEntry }): JSX.Element | null {
  const { expected, actual, compare } = test;
  if (!expected && !actual) return null;
  const byEntry = compare?.mode === "value" && test.verdict === "wrong_answer";
  const marks = byEntry && expected && actual ? mark(expected, actual, compare) : NO_MARKS;
  return (
    <div class="compare">
      {expected && (
        <div class="expected">
          <h3>Expected</h3>
          <ValueView value={expected} marks={{ ...marks, whole: false }} />
        </div>
      )}
      {actual && (
        <div>
          <h3>Yours</h3>
          <ValueView value={actual} marks={marks} />
        </div>
      )}
      {test.difference && (
        <div>
          <h3>Difference</h3>
          <ValueView value={test.difference} />
        </div>
      )}
    </div>
  );
}

function Inputs({ test }: { test: TestEntry }): JSX.Element | null {
  if (!test.inputs) return null;
  return (
    <details class="test__inputs">
      <summary>Inputs</summary>
      <dl>
        {Object.entries(test.inputs).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <ValueView value={value} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
