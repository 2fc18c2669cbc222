import type { Act } from "../../../api/types";

/** What was done, in words. */
export const ACT_WORDS: Record<Act["act"], string> = {
  publish: "published",
  withdraw: "withdrew",
  restore: "restored",
  rejudge: "began a rejudging",
  apply: "applied a rejudging",
  cancel: "cancelled a rejudging",
  change_account: "changed an account",
  reset_password: "made a new password",
  end_log_ins: "ended log-ins",
  delete_tokens: "deleted tokens",
  invite: "made an invitation",
  uninvite: "took an invitation back",
  recycle: "replaced the judge cells",
  merge_guest: "took over what was done as a guest",
  change_feedback: "looked after a report",
};

const WORDS: Record<string, (value: unknown) => string> = {
  version: (value) => `version ${String(value)}`,
  role: (value) => `role ${String(value)}`,
  disabled: (value) => (value ? "closed" : "opened again"),
  count: (value) => `${String(value)} of them`,
  uses: (value) => `for ${String(value)}`,
  days: (value) => `for ${String(value)} days`,
  chosen: (value) => `${String(value)} chosen`,
  guest: (value) => String(value),
  attempts: (value) => `${String(value)} attempts`,
  state: (value) => String(value),
  cells: (value) => `${String(value)} cells`,
  note: (value) => `“${String(value)}”`,
};

/** What else is known of an act, in a few words. */
export function factsOf(act: Act): string {
  return Object.entries(act.details)
    .filter(([name, value]) => name in WORDS && value !== null)
    .map(([name, value]) => WORDS[name]!(value))
    .join(", ");
}
