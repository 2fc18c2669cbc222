import { describe as suite, expect, it } from "vitest";

import { ApiError } from "./client";
import { describe } from "./words";

function error(status: number, detail = "", retryAfterSeconds: number | null = null): ApiError {
  return new ApiError(status, "Title", detail, [], retryAfterSeconds);
}

suite("describe", () => {
  it("tells a lost connection, and that nothing is lost", () => {
    expect(describe(error(0))).toMatch(/could not be reached.*nothing you typed is lost/s);
  });

  it("says how long to wait when there was too much", () => {
    expect(describe(error(429, "", 30))).toContain("in 30 seconds");
    expect(describe(error(429, "3 submissions are waiting."))).toMatch(/^3 submissions.*moment/);
  });

  it("names the field that was wrong", () => {
    const wrong = new ApiError(422, "Invalid", "2 errors", [{ field: "W", message: "W: too few" }]);
    expect(describe(wrong)).toBe("W: too few");
  });

  it("tells code that is too long, and our own failures, apart from mistakes", () => {
    expect(describe(error(413))).toContain("too long");
    expect(describe(error(500, "secret detail"))).toMatch(/our side.*does not count/);
    expect(describe(error(502))).toContain("our side");
    expect(describe(new TypeError("x is undefined"))).toContain("Reload");
  });
});
