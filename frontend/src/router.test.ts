import { describe, expect, it } from "vitest";

import { safeReturn } from "./router";

describe("safeReturn", () => {
  it("comes back to a page of ours", () => {
    expect(safeReturn("/problems/gradient-checking?x=1")).toBe("/problems/gradient-checking?x=1");
  });

  it.each([null, "", "https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"])(
    "never leads off the site: %s",
    (next) => {
      expect(safeReturn(next)).toBe("/");
    },
  );
});
