import { describe, expect, it } from "vitest";

import { blockOf, ofRank, resized, shapeOf, withBlock, withEntry, without } from "./grid";
import { readTree, writeTree } from "./tree";
import { layoutOf, parseType } from "./type";
import { blank, changeAxes, isShowable } from "./View";

const X = readTree("[[1, 2], [3, 4]]");

describe("arrays as tables", () => {
  it("grow and shrink along any axis", () => {
    expect(writeTree(resized(X, 0, 3, "0"))).toBe("[[1, 2], [3, 4], [0, 0]]");
    expect(writeTree(resized(X, 1, 1, "0"))).toBe("[[1], [3]]");
    expect(writeTree(without(X, 1, 0))).toBe("[[2], [4]]");
    expect(writeTree(withEntry(X, [1, 0], "-"))).toBe("[[1, 2], [-, 4]]");
  });

  it("know their shape, and when they have none", () => {
    expect(shapeOf(readTree("[[[1, 2]]]"))).toEqual([1, 1, 2]);
    expect(shapeOf(readTree("[[1], 2]"))).toBeNull();
    expect(shapeOf(readTree("5"))).toEqual([]);
  });

  it("take a block from a spreadsheet where it is pasted, and grow for it", () => {
    const block = blockOf("5\t6\r\n7\t8\r\n")!;
    expect(writeTree(withBlock(X, [1, 1], block, "0"))).toBe("[[1, 2, 0], [3, 5, 6], [0, 7, 8]]");
    expect(writeTree(withBlock(readTree("[1]"), [0], blockOf("5\n6\n7")!, "0"))).toBe("[5, 6, 7]");
    expect(blockOf("1.5, 2\n3, 4")).toEqual([["1.5", "2"], ["3", "4"]]);
    expect(blockOf(" 12 ")).toBeNull();
  });

  it("make a vector of a row or a column", () => {
    expect(writeTree(ofRank(readTree("[[1], [2]]"), 1))).toBe("[1, 2]");
    expect(writeTree(ofRank(X, 1))).toBe(writeTree(X));
  });

  it("keep a square square", () => {
    const layout = layoutOf(parseType("float64[n, n]"), 2)!;
    const next = changeAxes(X, layout, (dim) => dim === "n", { without: 0 });
    expect(writeTree(next)).toBe("[[4]]");
  });

  it.each([
    ["float64[n, d]", "[[1, 2]]", true],
    ["float64[n, d]", "[1, 2]", false],
    ["float64[n]", "[]", true],
    ["list[tuple[int, int]]", "[[0, 1]]", true],
    ["list[tuple[str, list[int]]]", '[["a", [1]]]', true],
    ["dict[str, list[str]]", '{"a": ["b"]}', true],
    ["any", "1", false],
    ["callable", "np.sin", false],
    ["float64[n]", `[${"0, ".repeat(400)}1]`, false],
  ])("are shown for %s %s: %s", (type, text, shown) => {
    expect(isShowable(parseType(type), readTree(text))).toBe(shown);
  });

  it.each(["float64[n, 3]", "tuple[int, str]", "list[float]", "dict[str, float]", "bool", "str"])(
    "begin with a blank that has a form: %s",
    (type) => expect(isShowable(parseType(type), blank(parseType(type)))).toBe(true),
  );
});
