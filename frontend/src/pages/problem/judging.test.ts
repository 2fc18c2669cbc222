import { describe, expect, it } from "vitest";

import type { Submission, TestEntry } from "../../api/types";
import { hear, IDLE, isBusy, type Judging, type News } from "./judging";
import { wordsFor } from "./verdicts";

function test(name: string): TestEntry {
  return { name, hidden: true, verdict: "accepted", time_ms: 1, diagnosis: null };
}

function submission(part: Partial<Submission>): Submission {
  return {
    id: "s1",
    problem: "p",
    version: 1,
    mode: "submit",
    status: "queued",
    verdict: null,
    score: null,
    passed: null,
    total: null,
    time_ms: null,
    memory_kib: null,
    diagnosis: null,
    created_at: "2026-01-01T00:00:00Z",
    finished_at: null,
    tests: [],
    error: null,
    used: [],
    stdout: null,
    ...part,
  };
}

function after(...news: News[]): Judging {
  return news.reduce(hear, IDLE);
}

const SENT: News = { kind: "sending", mode: "submit", code: "x = 1", own: false };
const STORED: News = { kind: "stored", submission: submission({}) };
const RUNNING: News = { kind: "status", status: "running" };
const FINISHED = submission({
  status: "done",
  verdict: "accepted",
  passed: 2,
  total: 2,
  tests: [test("a"), test("b")],
});

describe("hear", () => {
  it("follows a submission from sending to its verdict", () => {
    expect(after(SENT).phase).toBe("sending");
    expect(after(SENT, STORED)).toMatchObject({ phase: "queued", id: "s1" });
    const running = after(SENT, STORED, RUNNING, {
      kind: "tests",
      news: [{ index: 0, total: 2, test: test("a") }],
    });
    expect(running).toMatchObject({ phase: "running", total: 2 });
    expect(running.tests).toHaveLength(1);
    const done = hear(running, { kind: "submission", submission: FINISHED });
    expect(done.phase).toBe("done");
    expect(done.tests).toHaveLength(2);
    expect(isBusy(running)).toBe(true);
    expect(isBusy(done)).toBe(false);
  });

  it("keeps each test in its place, repeated or out of order", () => {
    const second: News = { kind: "tests", news: [{ index: 1, total: 2, test: test("b") }] };
    const first: News = { kind: "tests", news: [{ index: 0, total: 2, test: test("a") }] };
    const state = after(SENT, STORED, RUNNING, second, first, second);
    expect(state.tests.map((entry) => entry?.name)).toEqual(["a", "b"]);
  });

  it("forgets the tests of a judging that starts anew", () => {
    const first: News = { kind: "tests", news: [{ index: 0, total: 2, test: test("a") }] };
    expect(after(SENT, STORED, RUNNING, first, RUNNING).tests).toHaveLength(0);
  });

  it("does not let an older answer take tests away or turn the phase back", () => {
    const first: News = { kind: "tests", news: [{ index: 0, total: 2, test: test("a") }] };
    const state = after(SENT, STORED, RUNNING, first, {
      kind: "submission",
      submission: submission({ status: "queued" }),
    });
    expect(state.phase).toBe("running");
    expect(state.tests).toHaveLength(1);
  });

  it("hears nothing more once it is done", () => {
    const done = after(SENT, STORED, { kind: "submission", submission: FINISHED });
    expect(hear(done, RUNNING)).toBe(done);
    expect(hear(done, { kind: "link", link: "retrying" })).toBe(done);
    expect(hear(done, { kind: "tests", news: [{ index: 0, total: 9, test: test("late") }] })).toBe(done);
  });

  it("says of what has arrived that it is lost sight of, until there is news again", () => {
    const lost = after(SENT, STORED, { kind: "lost", failure: "no part", outdated: false });
    expect(lost).toMatchObject({ phase: "lost", failure: "no part", id: "s1" });
    expect(isBusy(lost)).toBe(false);
    expect(hear(lost, { kind: "status", status: "running" }).phase).toBe("running");
    expect(hear(lost, { kind: "submission", submission: FINISHED }).phase).toBe("done");
  });

  it("keeps why a request was refused, and forgets it with the next one", () => {
    const refused = after(SENT, { kind: "refused", failure: "too fast" });
    expect(refused).toMatchObject({ phase: "refused", failure: "too fast" });
    expect(hear(refused, SENT)).toMatchObject({ phase: "sending", failure: null });
  });
});

describe("wordsFor", () => {
  it("never calls a run accepted", () => {
    const words = wordsFor("accepted", "run", 15);
    expect(words.title).toBe("Visible tests passed");
    expect(words.tone).not.toBe(wordsFor("accepted", "submit").tone);
    expect(words.about).toContain("15 hidden tests");
  });

  it("tells our own failure from the candidate's", () => {
    expect(wordsFor("judge_error", "submit").about).toContain("our fault");
    expect(wordsFor("judge_error", "submit").tone).not.toBe("bad");
  });
});
