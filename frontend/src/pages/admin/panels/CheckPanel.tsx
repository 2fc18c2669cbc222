import type { JSX } from "preact";

import { describe } from "../../../api/words";
import { Icon } from "../../../components/Icon";
import { Notice } from "../../../components/Notice";
import type { Checking, Step } from "../checking";
import { issueWords } from "../IssueList";
import type { Check } from "../useCheck";
import { count } from "../words";
import { MutantTable } from "./MutantTable";
import "./check.css";

interface CheckPanelProps {
  check: Check;
  /** The draft as it is now. */
  text: string;
  onStart(): void;
  onJump(line: number): void;
  onEquivalent(mutant: string): void;
}

/** The publish gate at work on the draft, step by step. */
export function CheckPanel(props: CheckPanelProps): JSX.Element {
  const { check, text, onStart, onJump, onEquivalent } = props;
  const { state } = check;
  const stale = state.phase !== "idle" && state.text !== text;
  return (
    <div class="check">
      <p class="visually-hidden" role="status" aria-live="polite">
        {announce(state)}
      </p>
      <Top check={check} stale={stale} onStart={onStart} />
      {state.steps.length > 0 && (
        <ol class="steps" aria-label="Steps of the check">
          {state.steps.map((step) => (
            <StepLine key={step.name} step={step} over={state.phase !== "running"} />
          ))}
        </ol>
      )}
      {state.issues.length > 0 && (
        <section class="check__issues">
          <h2>Issues</h2>
          <ul>
            {state.issues.map((issue) => (
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
        </section>
      )}
      {state.mutants && (
        <MutantTable mutants={state.mutants} onJump={onJump} onEquivalent={onEquivalent} />
      )}
    </div>
  );
}

function StepLine({ step, over }: { step: Step; over: boolean }): JSX.Element {
  const { name, done, total } = step;
  const finished = total !== null && done >= total;
  const words = total === null ? `${done} so far` : `${done} of ${total}`;
  return (
    <li class="step">
      <span class={`mark mark--${finished ? "good" : over ? "bad" : "info"}`}>
        <Icon name={finished ? "check" : over ? "cross" : "clock"} />
      </span>
      <span class="step__name">{name}</span>
      <span class="step__count">{words}</span>
      {total !== null || over ? (
        <progress max={total || 1} value={done} aria-label={`Progress of ${name}`} />
      ) : (
        <progress aria-label={`Progress of ${name}`} />
      )}
    </li>
  );
}

function Top(props: { check: Check; stale: boolean; onStart(): void }): JSX.Element {
  const { check, stale, onStart } = props;
  const { state } = check;
  const again = (
    <button type="button" class="button" onClick={onStart}>
      Check again
    </button>
  );
  switch (state.phase) {
    case "idle":
      return (
        <div class="check__idle">
          <p>
            The gate proves that a problem is fair: it makes the tests, runs the reference solution
            twice, the starter and every wrong solution, and breaks the reference on purpose, one
            mistake at a time, to see whether the tests notice. Nothing is published.
          </p>
          <button type="button" class="button button--primary" onClick={onStart}>
            <Icon name="play" /> Check the draft
          </button>
        </div>
      );
    case "running":
      return (
        <div class="check__running">
          <p>
            {state.steps.length === 0
              ? "Reading the draft and waiting for a free cell…"
              : "Checking. You can go on writing; this is about the text that was sent."}
          </p>
          <button type="button" class="button button--small" onClick={check.stop}>
            Stop
          </button>
          {state.steps.length === 0 && <progress aria-label="Waiting for the check" />}
        </div>
      );
    case "stopped":
      return (
        <Notice tone="info" title="The check was stopped">
          <p>What it had found by then is below.</p>
          {again}
        </Notice>
      );
    case "failed":
      return (
        <Notice tone="bad" title="The check did not come to its end">
          <p>
            {state.failure === null
              ? "The connection broke off. Nothing was published; check again."
              : describe(state.failure)}
          </p>
          {again}
        </Notice>
      );
    case "done":
      return (
        <div class={`verdict verdict--${state.ok ? "good" : "bad"}`}>
          <p class="verdict__title">
            <span class={`mark mark--${state.ok ? "good" : "bad"}`}>
              <Icon name={state.ok ? "check" : "cross"} />
            </span>
            {state.ok ? "Ready to publish" : "Not ready"}
            <span class="verdict__facts">
              {state.tests !== null && <span>{count(state.tests, "test")}</span>}
              {state.seconds > 0 && <span>{state.seconds.toFixed(1)} s</span>}
            </span>
          </p>
          <p class="verdict__why">{doneWords(state)}</p>
          {stale && (
            <p class="verdict__stale">
              You have changed the source since; this is about the older one.{" "}
              <button type="button" class="text-button" onClick={onStart}>
                Check again
              </button>
            </p>
          )}
        </div>
      );
  }
}

function doneWords(state: Checking): string {
  const warnings = state.issues.filter((issue) => issue.severity === "warning").length;
  const errors = state.issues.length - warnings;
  if (!state.ok) return `The gate has found ${issueWords(errors, warnings)}. Each leads to its line.`;
  if (warnings > 0) return `It may be published; the gate has ${issueWords(0, warnings)}.`;
  return "The gate has found nothing wrong.";
}

function announce(state: Checking): string {
  if (state.phase === "running") {
    const step = state.steps.at(-1);
    return step && step.done === 0 ? `Checking: ${step.name}` : step ? "" : "Checking";
  }
  if (state.phase === "done") return `${state.ok ? "Ready to publish" : "Not ready"}. ${doneWords(state)}`;
  return state.phase === "idle" ? "" : `The check has ${state.phase}.`;
}
