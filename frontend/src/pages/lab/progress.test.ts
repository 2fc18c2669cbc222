import { describe, expect, it } from "vitest";

import type { Lab } from "../../api/learn";
import { withMine, withProblem } from "./progress";

const task = (id: string, status: string | null) => ({
  task: id,
  text: "",
  problem: { id, status },
});

const LAB = {
  solved: 0,
  explained: 0,
  sections: [
    { title: "One", text: "", items: [task("a", null), { explain: "Why?", prompt: 1, mine: null }] },
    { title: "Two", text: "", items: [task("a", null), task("b", null), { text: "x" }] },
  ],
} as unknown as Lab;

const MINE = { text: "So.", right: null, answer: "Because.", rubric: [], tries: 1 };

describe("progress through a lab", () => {
  it("counts a task once, however often it stands there", () => {
    const lab = withProblem(LAB, "a", { status: "solved" });
    expect(lab.solved).toBe(1);
    expect(withProblem(lab, "b", { status: "solved" }).solved).toBe(2);
    expect(LAB.solved).toBe(0);
  });

  it("counts answered prompts, marked or not", () => {
    expect(withMine(LAB, 1, MINE).explained).toBe(1);
    expect(withMine(LAB, 2, MINE).explained).toBe(0);
  });
});
