import { describe, expect, it } from "vitest";

import type { Parameter } from "../../api/types";
import { readFields } from "./inputs";

const W: Parameter = { name: "W", type: "float64[d, 1]", about: "" };
const F: Parameter = { name: "f", type: "callable", about: "" };
const S: Parameter = { name: "mode", type: "str", about: "" };

describe("readFields", () => {
  it("reads JSON, and functions as they are typed", () => {
    const read = readFields([W, F], { W: " [[0.1], [2]] ", f: "lambda w: w ** 2" });
    expect(read).toEqual({ inputs: { W: [[0.1], [2]], f: "lambda w: w ** 2" }, faults: {} });
  });

  it("takes Python's spelling of what JSON lacks, outside strings", () => {
    expect(readFields([W], { W: "[nan, -inf, inf, True, None]" }).inputs).toEqual({
      W: ["nan", "-inf", "inf", true, null],
    });
    expect(readFields([S], { mode: '"True nan"' }).inputs).toEqual({ mode: "True nan" });
  });

  it("takes a bare word for a string", () => {
    expect(readFields([S], { mode: "same" }).inputs).toEqual({ mode: "same" });
  });

  it("names each field that is empty or cannot be read, and sends nothing", () => {
    const read = readFields([W, F], { W: "[[0.1]", f: "" });
    expect(read.inputs).toBeNull();
    expect(Object.keys(read.faults)).toEqual(["W", "f"]);
  });
});
