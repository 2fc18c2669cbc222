import type { Attempt, Mode, TestEntry, Verdict } from "../../api/types";
import type { IconName } from "../../components/Icon";
import type { Tone } from "../../components/Notice";

interface Words {
  title: string;
  short: string;
  tone: Tone;
  icon: IconName;
  about: string;
}

/** What each verdict is called, and what it means. */
export const WORDS: Record<Verdict, Words> = {
  accepted: {
    title: "Accepted",
    short: "passed",
    tone: "good",
    icon: "check",
    about: "Every test passed.",
  },
  wrong_answer: {
    title: "Wrong answer",
    short: "wrong answer",
    tone: "bad",
    icon: "cross",
    about: "The code ran, but what it returned is not what was expected.",
  },
  runtime_error: {
    title: "Runtime error",
    short: "error",
    tone: "bad",
    icon: "alert",
    about: "The code raised an exception.",
  },
  time_limit_exceeded: {
    title: "Time limit exceeded",
    short: "out of time",
    tone: "warn",
    icon: "clock",
    about: "The code was still running when its time was up. Look for a loop that never ends.",
  },
  memory_limit_exceeded: {
    title: "Memory limit exceeded",
    short: "out of memory",
    tone: "warn",
    icon: "alert",
    about: "The code asked for more memory than it may have.",
  },
  output_limit_exceeded: {
    title: "Too much output",
    short: "too much output",
    tone: "warn",
    icon: "alert",
    about: "The code printed or returned more than is allowed.",
  },
  syntax_error: {
    title: "Syntax error",
    short: "syntax error",
    tone: "bad",
    icon: "alert",
    about: "Python could not read the code, so nothing was run.",
  },
  forbidden: {
    title: "Not allowed here",
    short: "not allowed",
    tone: "bad",
    icon: "lock",
    about: "The code uses something that this problem's rules do not allow.",
  },
  judge_error: {
    title: "The judge failed",
    short: "not judged",
    tone: "info",
    icon: "alert",
    about: "This is our fault, not yours. It does not count as an attempt; please send it again.",
  },
};

/** The words for a verdict; a run whose examples pass is never called accepted. */
export function wordsFor(verdict: Verdict, mode: Mode, hiddenTests = 0, own = false): Words {
  const words = WORDS[verdict];
  if (mode === "submit" || verdict !== "accepted") return words;
  const tests = hiddenTests === 1 ? "1 hidden test" : `${hiddenTests} hidden tests`;
  return {
    ...words,
    title: own ? "Same as the reference" : "Visible tests passed",
    tone: "info",
    about: `This was a run, not a submission. Submit to be judged on ${tests} as well.`,
  };
}

const CANCELLED: Words = {
  title: "Cancelled",
  short: "cancelled",
  tone: "plain",
  icon: "cross",
  about: "You cancelled it. It does not count as an attempt.",
};

/** The words for a judged submission or run, also for one that its owner has cancelled. */
export function wordsOf(submission: Attempt, hiddenTests = 0, own = false): Words {
  if (submission.diagnosis?.code === "cancelled") return CANCELLED;
  return wordsFor(submission.verdict ?? "judge_error", submission.mode, hiddenTests, own);
}

/** Whether a test was never run, because something before it had ended the judging. */
export function wasNotRun(test: TestEntry): boolean {
  return test.diagnosis?.code === "not_run";
}

/** One test's state in a few words. */
export function shortWords(test: TestEntry): Pick<Words, "short" | "tone" | "icon"> {
  return WORDS[test.verdict];
}
