import { describe, expect, it } from "vitest";

import { charactersIn } from "./fonts";

describe("charactersIn", () => {
  it("names each character of single codes and of ranges once", () => {
    expect(charactersIn("U+0041-0044,U+20AC")).toBe("ABCD€");
  });
});
