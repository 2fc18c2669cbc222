import { describe, expect, it } from "vitest";

import { readFields } from "./read";

const parameters = (types: Record<string, string>) =>
  Object.entries(types).map(([name, type]) => ({ name, type, about: "" }));

const faultsOf = (type: string, text: string) =>
  (readFields(parameters({ v: type }), { v: text }).faults.v ?? []).map(({ text }) => text);

describe("readFields", () => {
  it("reads arrays, and functions as they are typed", () => {
    const read = readFields(parameters({ W: "float64[d, 1]", f: "callable" }), {
      W: " [[0.1], [2.]] ",
      f: "lambda w: w ** 2",
    });
    expect(read).toEqual({ inputs: { W: [[0.1], [2]], f: "lambda w: w ** 2" }, faults: {} });
  });

  it.each([
    ["float64[n]", "[nan, -inf, +inf, 1e-5]", ["nan", "-inf", "inf", 1e-5]],
    ["bool[n]", "[True, false]", [true, false]],
    ["complex128[n]", "[1+2j, -2j, 3]", ["1+2j", "-2j", 3]],
    ["str", '"True nan"', "True nan"],
    ["str", "same", "same"],
    ["str", "two words, and [more", "two words, and [more"],
    ["list[tuple[str, list[int]]]", '[("a", []), ("b", [0, 1])]', [["a", []], ["b", [0, 1]]]],
    ["dict[str, float]", "{'x': 1.5}", { x: 1.5 }],
    ["optional[int]", "None", null],
    ["any", '[1, "2", None, {"a": True}]', [1, "2", null, { a: true }]],
  ])("reads %s", (type, text, value) => {
    expect(readFields(parameters({ v: type }), { v: text }).inputs).toEqual({ v: value });
  });

  it.each([
    ["float64[n, d]", "[[1, 1e], [2, 3]]", "Row 1, column 2: “1e” is no number."],
    ["float64[n]", '[1, ""]', "Entry 2: a value is missing."],
    ["float64[n]", '["0,5"]', "Entry 1: write 0.5 with a point."],
    ["int64[n]", "[1.5]", "Entry 1: “1.5” is no whole number."],
    ["uint8[n]", "[300]", "Entry 1: 300 is outside of what uint8 holds here."],
    ["float64[n, d]", "[[1, 2], [3]]", "The rows are not of the same length, so this is no array."],
    ["float64[n, d]", "[1, 2]", "An array with 2 axes (n, d) is wanted; this has the shape (2,)."],
    ["float64[2]", "[1, 2, 3]", "This axis has the size 2, not 3."],
    ["float64[n, n]", "[[1, 2]]", "n is 1 on another axis; here it is 2."],
    ["float", "", "Give a value."],
    ["float", "[0.5", "This cannot be read. “]” or a comma is missing at the end."],
    ["float", "1e999", "1e999 is too large for a float."],
    ["bool", "yes", "“yes” is neither True nor False."],
    ["dict[str, int]", "{a: 1, a: 2}", "The key “a” is there twice."],
    ["tuple[int, int]", "[1]", "Write 2 values in brackets."],
  ])("says what is wrong: %s %s", (type, text, fault) => {
    expect(faultsOf(type, text)[0]).toBe(fault);
  });

  it("holds a named size against all fields, and sends nothing", () => {
    const read = readFields(parameters({ X: "float64[n, d]", y: "float64[n]" }), {
      X: "[[1, 2]]",
      y: "[1, 2]",
    });
    expect(read.inputs).toBeNull();
    expect(read.faults).toEqual({
      y: [{ at: "y", text: "n is 1 in X; here it is 2.", wanted: { name: "n", size: 1 } }],
    });
  });

  it("names the entry by its index", () => {
    const read = readFields(parameters({ X: "list[float64[...]]" }), { X: "[[1], [[2, x]]]" });
    expect(read.faults.X!.map(({ at }) => at)).toEqual(["X.1.0.1"]);
  });
});
