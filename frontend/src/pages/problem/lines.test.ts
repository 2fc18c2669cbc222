import { describe, expect, it } from "vitest";

import { compareLines } from "./lines";

function shown(before: string[], after: string[]): string[] {
  return compareLines(before.join("\n"), after.join("\n")).map((row) =>
    row.kind === "fold"
      ? `${row.lines} equal`
      : `${row.kind === "same" ? "=" : "!"} ${row.before?.text ?? "·"} | ${row.after?.text ?? "·"}`,
  );
}

describe("compareLines", () => {
  it("sets changed lines beside each other", () => {
    expect(shown(["a", "b = 1", "c"], ["a", "b = 2", "c"])).toEqual([
      "= a | a",
      "! b = 1 | b = 2",
      "= c | c",
    ]);
  });

  it("leaves room where a side has no line", () => {
    expect(shown(["a", "c"], ["a", "b", "c"])).toEqual(["= a | a", "! · | b", "= c | c"]);
    expect(shown(["a", "b"], ["a"])).toEqual(["= a | a", "! b | ·"]);
    expect(shown(["a"], ["a", "b"])).toEqual(["= a | a", "! · | b"]);
  });

  it("folds what is far from any change", () => {
    const many = Array.from({ length: 20 }, (_, i) => `line ${i}`);
    expect(shown(many, [...many.slice(0, 19), "other"])).toEqual([
      "16 equal",
      "= line 16 | line 16",
      "= line 17 | line 17",
      "= line 18 | line 18",
      "! line 19 | other",
    ]);
  });

  it("says that equal texts are equal", () => {
    expect(shown(["a", "b"], ["a", "b"])).toEqual(["2 equal"]);
  });
});
