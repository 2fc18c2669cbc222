import { describe, expect, it } from "vitest";

import type { Value } from "../api/types";
import { entries, shapeOf } from "./compare";
import { agree, mark } from "./mark";
import { formatCell, formatShape, formatTime } from "./format";

const TOLERANCE = { rtol: 1e-6, atol: 1e-9 };

function array(type: string, data: unknown): Value {
  return { type, data, text: "" };
}

describe("shapeOf", () => {
  it("reads arrays and nothing else", () => {
    expect(shapeOf("float64[2, 1]")).toEqual([2, 1]);
    expect(shapeOf("int64[3]")).toEqual([3]);
    expect(shapeOf("float64[]")).toEqual([]);
    expect(shapeOf("float")).toBeNull();
    expect(shapeOf("list[float]")).toBeNull();
  });
});

describe("entries", () => {
  it("are in row-major order", () => {
    expect(entries(array("int64[2, 2, 1]", [[[1], [2]], [[3], [4]]]))).toEqual([1, 2, 3, 4]);
  });

  it("are null when the service left them out", () => {
    expect(entries(array("float64[2000]", null))).toBeNull();
  });
});

describe("agree", () => {
  it("takes the larger of both tolerances, scaled by what was expected", () => {
    expect(agree(100, 100.00009, TOLERANCE)).toBe(true);
    expect(agree(100, 100.00011, TOLERANCE)).toBe(false);
    expect(agree(0, 9e-10, TOLERANCE)).toBe(true);
    expect(agree(0, 2e-9, TOLERANCE)).toBe(false);
  });

  it("wants non-finite numbers only where they are expected", () => {
    expect(agree("nan", "nan", TOLERANCE)).toBe(true);
    expect(agree(1, "nan", TOLERANCE)).toBe(false);
    expect(agree("inf", "-inf", TOLERANCE)).toBe(false);
  });

  it("measures complex numbers by their distance", () => {
    expect(agree("(1+2j)", "(1.0000001+2j)", TOLERANCE)).toBe(true);
    expect(agree("(1+2j)", "(1-2j)", TOLERANCE)).toBe(false);
    expect(agree("2e-05j", "2e-05j", TOLERANCE)).toBe(true);
    expect(agree("1j", "3j", TOLERANCE)).toBe(false);
  });
});

describe("mark", () => {
  it("says nothing of a list where an array is due: the judge takes it", () => {
    const list = { type: "list", data: [{ type: "float", data: 1, text: "1.0" }], text: "[1.0]" };
    expect(mark(array("float64[1]", [2]), list, TOLERANCE).whole).toBe(false);
    expect(mark({ type: "float", data: 2, text: "2.0" }, list, TOLERANCE).whole).toBe(true);
  });

  it("names the differing entries of arrays of the same shape", () => {
    const marks = mark(
      array("float64[2, 2]", [[1, 2], [3, 4]]),
      array("float64[2, 2]", [[1, -2], [3, 40]]),
      TOLERANCE,
    );
    expect([...marks.cells]).toEqual([1, 3]);
    expect(marks.whole).toBe(false);
  });

  it("calls the whole wrong when the shape is", () => {
    const marks = mark(array("float64[2, 1]", [[1], [2]]), array("float64[2]", [1, 2]), TOLERANCE);
    expect(marks).toMatchObject({ whole: true });
    expect(marks.cells.size).toBe(0);
  });

  it("says which entries look alike until every digit is written", () => {
    const strict = { rtol: 0, atol: 0 };
    const marks = mark(
      array("float64[2]", [0.1, 5]),
      array("float64[2]", [0.10000000000000002, 6]),
      strict,
    );
    expect([...marks.cells]).toEqual([0, 1]);
    expect([...marks.close]).toEqual([0]);
  });

  it("takes a float, a NumPy scalar and a 0-d array for the same thing", () => {
    const expected = { type: "float", data: 1.5, text: "1.5" };
    expect(mark(expected, array("float64[]", 1.5), TOLERANCE).cells.size).toBe(0);
    expect(mark(expected, array("float64", 1.6), TOLERANCE).cells.size).toBe(1);
  });

  it("goes into tuples and dicts", () => {
    const pair = (second: number): Value => ({
      type: "tuple",
      data: [array("float64[1]", [1]), array("float64[1]", [second])],
      text: "",
    });
    const marks = mark(pair(2), pair(3), TOLERANCE);
    expect(marks.members["0"]!.cells.size).toBe(0);
    expect([...marks.members["1"]!.cells]).toEqual([0]);
    expect(mark(pair(2), array("float64[2]", [1, 2]), TOLERANCE).whole).toBe(true);
  });
});

describe("formatCell", () => {
  it("writes numbers as Python does", () => {
    expect(formatCell(0.1 + 0.2)).toBe("0.3");
    expect(formatCell(0.1 + 0.2, true)).toBe("0.30000000000000004");
    expect(formatCell(1e-5)).toBe("1e-05");
    expect(formatCell(0.0005)).toBe("0.0005");
    expect(formatCell(-0)).toBe("-0");
    expect(formatCell(true)).toBe("True");
    expect(formatCell("nan")).toBe("nan");
    expect(formatCell("(1+2j)")).toBe("1+2j");
  });
});

describe("formatShape", () => {
  it("writes shapes as Python does", () => {
    expect([[2, 1], [3], []].map(formatShape)).toEqual(["(2, 1)", "(3,)", "()"]);
  });
});

describe("formatTime", () => {
  it("fits the unit to the size", () => {
    expect([0.2, 12.4, 1250].map(formatTime)).toEqual(["< 1 ms", "12 ms", "1.25 s"]);
  });
});
