import { describe, expect, it } from "vitest";

import { inWords, weeksUntil } from "./calendar";

const day = (name: string, attempts: number, answers = 0, right = 0) => ({
  day: name,
  attempts,
  answers,
  right,
});

describe("the calendar", () => {
  it("ends today, begins on a Monday and misses no day", () => {
    const weeks = weeksUntil(new Date("2026-11-21T23:30:00Z"), []);
    const days = weeks.flat().map((cell) => cell.day);
    expect(weeks).toHaveLength(53);
    expect(days.at(-1)).toBe("2026-11-21");
    expect(new Date(days[0]!).getUTCDay()).toBe(1);
    expect(new Set(days).size).toBe(52 * 7 + 6);
  });

  it("puts each day's work in its place, in five shades", () => {
    const weeks = weeksUntil(new Date("2026-11-21T00:00:00Z"), [
      day("2026-11-21", 1),
      day("2026-11-20", 2, 1),
      day("2026-11-19", 40),
    ]);
    expect(weeks.at(-1)!.map((cell) => cell.level)).toEqual([0, 0, 0, 4, 2, 1]);
  });

  it("is told in a sentence", () => {
    expect(inWords([])).toContain("Nothing");
    expect(inWords([day("2026-11-20", 2, 1, 2), day("2026-11-21", 1)])).toBe(
      "2 active days; 2 of 4 submissions and answers right.",
    );
  });
});
