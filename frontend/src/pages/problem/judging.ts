import type { Mode, Submission, SubmissionStatus, TestEntry } from "../../api/types";

/** How news of the judging comes in: live, cut off and trying again, or by asking. */
export type Link = "live" | "retrying" | "polling";

/** Everything the results panel shows of one submission or run. */
export interface Judging {
  phase: "idle" | "sending" | "queued" | "running" | "done" | "refused" | "lost";
  mode: Mode;
  /** The code that was sent, to tell results of older code apart. */
  code: string;
  /** Own inputs instead of the examples. */
  own: boolean;
  id: string | null;
  tests: readonly (TestEntry | undefined)[];
  total: number | null;
  link: Link;
  submission: Submission | null;
  /** Why the request was refused, in phase `refused`; why it is not followed, in phase `lost`. */
  failure: unknown;
  /** Only a page that is loaded anew can show what comes of it, in phase `lost`. */
  outdated: boolean;
}

/** The outcome of one of the tests. */
export interface TestNews {
  index: number;
  total: number;
  test: TestEntry;
}

export type News =
  | { kind: "sending"; mode: Mode; code: string; own: boolean }
  | { kind: "refused"; failure: unknown }
  | { kind: "stored"; submission: Submission }
  | { kind: "lost"; failure: unknown; outdated: boolean }
  | { kind: "status"; status: SubmissionStatus }
  | { kind: "tests"; news: readonly TestNews[] }
  | { kind: "submission"; submission: Submission }
  | { kind: "link"; link: Link }
  | { kind: "clear" };

export const IDLE: Judging = {
  phase: "idle",
  mode: "run",
  code: "",
  own: false,
  id: null,
  tests: [],
  total: null,
  link: "live",
  submission: null,
  failure: null,
  outdated: false,
};

const ORDER = ["sending", "queued", "running", "done"] as const;

/** The next state after one piece of news. Late and repeated news does no harm. */
export function hear(state: Judging, news: News): Judging {
  switch (news.kind) {
    case "clear":
      return IDLE;
    case "sending":
      return { ...IDLE, phase: "sending", mode: news.mode, code: news.code, own: news.own };
    case "refused":
      return { ...state, phase: "refused", failure: news.failure };
    case "lost": {
      const { failure, outdated } = news;
      return state.phase === "done" ? state : { ...state, phase: "lost", failure, outdated };
    }
    case "stored":
      return hear(
        { ...state, id: news.submission.id },
        { kind: "submission", submission: news.submission },
      );
    case "link":
      return state.phase === "done" ? state : { ...state, link: news.link };
    case "status":
      if (state.phase === "done") return state;
      // A stream says its status first; when judging starts anew, the tests come again.
      return { ...state, phase: news.status, tests: [], link: "live" };
    case "tests": {
      if (state.phase === "done" || news.news.length === 0) return state;
      const tests = state.tests.slice();
      for (const { index, test } of news.news) tests[index] = test;
      const { total } = news.news[0]!;
      return { ...state, tests, total, phase: "running", link: "live" };
    }
    case "submission": {
      const { submission } = news;
      const finished = submission.status === "done";
      return {
        ...state,
        phase: later(state.phase, submission.status),
        // What has come live may be ahead of the stored row until the judging is done.
        tests: finished || submission.tests.length > 0 ? submission.tests : state.tests,
        total: submission.total ?? state.total,
        submission: finished ? submission : state.submission,
      };
    }
  }
}

function later(now: Judging["phase"], next: SubmissionStatus): Judging["phase"] {
  const at = ORDER.indexOf(now as (typeof ORDER)[number]);
  return ORDER.indexOf(next) > at ? next : now;
}

/** Whether an answer is still to come. */
export function isBusy(state: Judging): boolean {
  return state.phase === "sending" || state.phase === "queued" || state.phase === "running";
}
