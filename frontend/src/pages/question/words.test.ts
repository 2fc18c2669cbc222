import { describe, expect, it } from "vitest";

import { inDigits, nearness } from "./words";

describe("nearness", () => {
  it("gives the error allowed in percent, without digits of rounding", () => {
    expect(nearness(1e-3)).toBe("an error of 0.1 % is allowed");
    expect(nearness(0.07)).toBe("an error of 7 % is allowed");
    expect(nearness(1e-5)).toBe("an error of 0.001 % is allowed");
  });

  it("says where only the number itself is right", () => {
    expect(nearness(0)).toMatch(/exact/);
  });
});

describe("a right number", () => {
  it("has the digits that the allowed error leaves a meaning", () => {
    expect(inDigits(0.07958923738717877, 1e-3, 1e-9)).toBe("0.07959");
    expect(inDigits(-0.8322936730942848, 1e-3, 1e-9)).toBe("-0.8323");
    expect(inDigits(1 / 3, 0.002, 1e-9)).toBe("0.3333");
    expect(inDigits(9.792299138879805e25, 1e-3, 1e-9)).toBe("9.792e+25");
    expect(inDigits(9.5367431640625e-7, 0.01, 1e-9)).toBe("9.54e-07");
  });

  it("stays as it is where it is whole, short or has to be exact", () => {
    expect(inDigits(8e12, 1e-3, 1e-9)).toBe("8000000000000");
    expect(inDigits(1234567, 0.1, 1e-9)).toBe("1234567");
    expect(inDigits(0.25, 1e-3, 1e-9)).toBe("0.25");
    expect(inDigits(0.1 + 0.2, 0, 0)).toBe("0.30000000000000004");
  });

  it("is told to three digits though it may be off by more", () => {
    expect(inDigits(3.14159, 0, 0.5)).toBe("3.14");
    expect(inDigits(2.34567e-12, 1e-3, 1e-9)).toBe("2.35e-12");
  });
});
