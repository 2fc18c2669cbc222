import { describe, expect, it } from "vitest";

import { meet, type Base, unsent } from "./sync";

const STARTER = "def f():\n    pass\n";

function base(revision: number, clean: boolean, sent: string | null = null): Base {
  return { user: "u", revision, clean, sent };
}

function kept(code: string | null, revision: number) {
  return { code, inputs: null, revision, saved_at: null };
}

describe("what the browser has and what the server has", () => {
  it("is sent to a server that has nothing, but for the starter", () => {
    expect(meet("mine", base(0, false), kept(null, 0), STARTER)).toBe("push");
    expect(meet(STARTER, base(0, false), kept(null, 0), STARTER)).toBe("same");
  });

  it("gives way to the server's where nothing was written here", () => {
    expect(meet(STARTER, base(0, false), kept("theirs", 3), STARTER)).toBe("take");
    expect(meet("mine", base(2, true), kept("theirs", 3), STARTER)).toBe("take");
  });

  it("goes on from the revision that it was made from", () => {
    expect(meet("mine", base(3, false), kept("older", 3), STARTER)).toBe("push");
    expect(meet("mine", base(2, false), kept("mine", 3), STARTER)).toBe("same");
  });

  it("is not asked about where the server has one's own save, whose answer did not come", () => {
    expect(meet("mine, and more", base(2, false, "mine"), kept("mine", 3), STARTER)).toBe("push");
    expect(meet("mine, and more", base(2, false, "mine"), kept("theirs", 3), STARTER)).toBe("ask");
  });

  it("is never thrown away: two that differ are shown", () => {
    expect(meet("mine", base(2, false), kept("theirs", 3), STARTER)).toBe("ask");
    expect(meet("mine", base(0, false), kept("theirs", 1), STARTER)).toBe("ask");
  });
});

describe("own inputs", () => {
  const typed = { x: "1" };

  it("are sent where they were typed since the server was last told", () => {
    expect(unsent(typed, base(0, false), kept(null, 0))).toBe(true);
    expect(unsent(typed, base(3, false), { ...kept("mine", 3), inputs: { x: "2" } })).toBe(true);
    expect(unsent(typed, base(2, false, "mine"), { ...kept("mine", 3), inputs: { x: "2" } })).toBe(true);
  });

  it("give way where nothing was typed, or the server has them, or another machine's", () => {
    expect(unsent(null, base(0, false), kept(null, 0))).toBe(false);
    expect(unsent(typed, base(3, false), { ...kept("mine", 3), inputs: typed })).toBe(false);
    expect(unsent(typed, base(2, true), kept("mine", 3))).toBe(false);
  });
});
