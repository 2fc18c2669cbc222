import { describe, expect, it } from "vitest";

import { formatError, heat, largest } from "./gradients";

describe("heat", () => {
  it("grows with the error, and NaN is the worst", () => {
    expect([0, 1e-8, 1e-6, 1e-4, 0.5, "nan"].map(heat)).toEqual([0, 0, 1, 2, 3, 3]);
  });
});

describe("largest", () => {
  it("is the worst entry", () => {
    expect(largest([0, 0.5, 1e-9])).toBe(0.5);
    expect(largest([0, "nan", 1])).toBe("nan");
  });
});

describe("formatError", () => {
  it("has two digits", () => {
    expect([0, 3.14e-9, 1 / 3, "nan"].map(formatError)).toEqual(["0", "3.1e-9", "0.33", "nan"]);
  });
});
