import type { Delivery, Webhook } from "../../../api/types";

/** What an endpoint can be told of, in words. */
export const EVENTS = [
  ["submission.done", "a verdict is there, or a submission was cancelled"],
  ["batch.done", "all of a batch has been judged"],
  ["submission.rejudged", "judged anew, it has another verdict or score"],
] as const satisfies readonly (readonly [Webhook["events"][number], string])[];

export const STATES: Record<Webhook["state"], { word: string; tone: string }> = {
  active: { word: "active", tone: "good" },
  paused: { word: "paused", tone: "warn" },
  disabled: { word: "disabled", tone: "bad" },
};

export const STATUSES: Record<Delivery["status"], { word: string; tone: string }> = {
  waiting: { word: "waiting", tone: "info" },
  delivered: { word: "delivered", tone: "good" },
  failed: { word: "failed", tone: "bad" },
};

/** When something is due: `at 14:05`, or with the day if that is another one. */
export function dueAt(moment: string): string {
  const when = new Date(moment);
  const time = when.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const today = when.toDateString() === new Date().toDateString();
  return today ? `at ${time}` : `on ${when.toLocaleDateString()} at ${time}`;
}

/** What came of one message, as a sentence. */
export function outcomeOf({ status, response_status: code, error, next_at: next }: Delivery): string {
  if (status === "delivered") return `It arrived: the answer was ${code ?? "2xx"}.`;
  const cause = error ?? (code === null ? "" : `The answer was ${code}.`);
  if (status === "failed") return `It did not arrive, and is not tried again. ${cause}`;
  return next === null ? `It is on its way. ${cause}` : `Not yet. ${cause} Next try ${dueAt(next)}.`;
}
