import type { CheckEvent, Issue, MutantTable } from "../../api/types";

export interface Step {
  name: string;
  done: number;
  /** Null while nobody knows it. */
  total: number | null;
}

/** What has been heard of a check of the draft. */
export interface Checking {
  phase: "idle" | "running" | "done" | "stopped" | "failed";
  /** The text that was sent, to tell news of an older text apart. */
  text: string;
  steps: readonly Step[];
  issues: readonly Issue[];
  mutants: MutantTable | null;
  ok: boolean;
  seconds: number;
  tests: number | null;
  failure: unknown;
}

export type CheckNews =
  | { kind: "start"; text: string }
  | { kind: "event"; event: CheckEvent }
  | { kind: "refused"; text: string; issues: readonly Issue[] }
  | { kind: "stopped" }
  | { kind: "ended" }
  | { kind: "failed"; failure: unknown };

export const UNCHECKED: Checking = {
  phase: "idle",
  text: "",
  steps: [],
  issues: [],
  mutants: null,
  ok: false,
  seconds: 0,
  tests: null,
  failure: null,
};

/** The next state after one piece of news. */
export function hearCheck(state: Checking, news: CheckNews): Checking {
  switch (news.kind) {
    case "start":
      return { ...UNCHECKED, phase: "running", text: news.text };
    case "refused":
      return { ...UNCHECKED, phase: "done", text: news.text, issues: news.issues };
    case "stopped":
      return state.phase === "running" ? { ...state, phase: "stopped" } : state;
    case "failed":
      return { ...state, phase: "failed", failure: news.failure };
    case "ended":
      // A stream that breaks off has not said whether the draft is good.
      return state.phase === "running" ? { ...state, phase: "failed", failure: null } : state;
    case "event":
      return hearEvent(state, news.event);
  }
}

function hearEvent(state: Checking, event: CheckEvent): Checking {
  switch (event.name) {
    case "step": {
      const known = state.steps.some((step) => step.name === event.data.name);
      const steps = known
        ? state.steps.map((step) => (step.name === event.data.name ? event.data : step))
        : [...state.steps, event.data];
      return { ...state, steps };
    }
    case "issue":
      return { ...state, issues: [...state.issues, event.data] };
    case "mutants":
      return { ...state, mutants: event.data };
    case "done": {
      const { ok, issues, seconds, tests, mutants } = event.data;
      return { ...state, phase: "done", ok, seconds, tests, issues, mutants };
    }
    default:
      return state;
  }
}
