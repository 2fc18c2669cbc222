import { expect, test } from "vitest";

import { hearCheck, UNCHECKED, type CheckNews, type Checking } from "./checking";

const after = (...news: CheckNews[]): Checking => news.reduce(hearCheck, UNCHECKED);
const step = (name: string, done: number, total: number | null): CheckNews => ({
  kind: "event",
  event: { name: "step", data: { name, done, total } },
});
const START: CheckNews = { kind: "start", text: "id: a" };
const ISSUE = { line: 3, field: "id", message: "is taken", severity: "error" as const };

test("steps are kept in the order of their first news", () => {
  const state = after(START, step("tests", 1, 2), step("solution", 0, null), step("tests", 2, 2));
  expect(state.steps).toEqual([
    { name: "tests", done: 2, total: 2 },
    { name: "solution", done: 0, total: null },
  ]);
});

test("what the end says counts, not what came on the way", () => {
  const state = after(
    START,
    { kind: "event", event: { name: "issue", data: ISSUE } },
    {
      kind: "event",
      event: {
        name: "done",
        data: { ok: false, issues: [ISSUE], seconds: 1, tests: null, warnings: 0, mutants: null },
      },
    },
    { kind: "ended" },
  );
  expect(state).toMatchObject({ phase: "done", ok: false, issues: [ISSUE] });
});

test("a stream that breaks off is no success", () => {
  expect(after(START, step("tests", 1, 1), { kind: "ended" }).phase).toBe("failed");
});

test("a new check forgets the old one", () => {
  const state = after(START, step("tests", 1, 1), { kind: "stopped" }, { kind: "start", text: "b" });
  expect(state).toMatchObject({ phase: "running", text: "b", steps: [] });
});

test("what publishing refuses is shown as a check's issues", () => {
  const state = after({ kind: "refused", text: "id: a", issues: [ISSUE] });
  expect(state).toMatchObject({ phase: "done", ok: false, text: "id: a", issues: [ISSUE] });
});
