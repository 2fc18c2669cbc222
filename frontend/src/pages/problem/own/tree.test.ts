import { describe, expect, it } from "vitest";

import { Unreadable, readTree, writeTree } from "./tree";

const again = (text: string) => writeTree(readTree(text));

describe("readTree", () => {
  it("takes JSON, Python's spelling, and what NumPy prints, for the same", () => {
    const same = "[[1, 2.5], [-3, nan]]";
    for (const text of [
      same,
      "((1, 2.5), (-3, nan))",
      "np.array([[1, 2.5], [-3, nan]])",
      "array([[1, 2.5],\n       [-3, nan]], dtype=float64)",
      "[[ 1  2.5]\n [-3  nan]]",
      "[[1, 2.5], [-3, nan],]",
    ]) {
      expect(again(text)).toBe(same);
    }
  });

  it("keeps entries that are no values yet", () => {
    for (const text of ['[1e, ""]', "[-, 2]", '["0,5", "a b"]', "[1+2j, -2j]", "[]", "[[], []]"]) {
      expect(again(text)).toBe(text);
    }
  });

  it("tells a tuple of one from brackets", () => {
    expect(again("(1,)")).toBe("[1]");
    expect(again("(1)")).toBe("1");
  });

  it("takes dicts and both kinds of quotes", () => {
    expect(again(`{'a': [1, 2], "b": 'it\\'s "so"'}`)).toBe(
      '{"a": [1, 2], "b": "it\'s \\"so\\""}',
    );
  });

  it.each(["[1, 2", "[1 2)", "{1}", "[1] 2", '"open', "", "]", `${"[".repeat(40)}`, "{a: }x"])(
    "says what is wrong with %s",
    (text) => expect(() => readTree(text)).toThrow(Unreadable),
  );
});
