import { describe, expect, it } from "vitest";

import { nearness } from "./words";

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
