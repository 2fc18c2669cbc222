import { describe, expect, it } from "vitest";

import { layOut } from "./layout";
import { makeScale } from "./scale";
import type { GraphNode } from "./types";

function graph(edges: string[]) {
  const pairs = edges.map((edge) => [...edge]);
  const ids = [...new Set(pairs.flat())];
  const nodes: GraphNode[] = ids.map((id) => ({ id, label: null, kind: "operation" }));
  return layOut({ nodes, edges: pairs });
}

describe("a graph", () => {
  it("runs from left to right, each node after all that it needs", () => {
    const { at, columns } = graph(["ab", "bc", "ac", "cd"]);
    expect(["a", "b", "c", "d"].map((id) => at.get(id)!.column)).toEqual([0, 1, 2, 3]);
    expect(columns).toBe(4);
  });

  it("has what needs nothing right before its use", () => {
    const { at } = graph(["ab", "bc", "kc"]);
    expect(at.get("k")!.column).toBe(1);
  });

  it("never puts two nodes in one place", () => {
    const { at } = graph(["ad", "bd", "cd", "ae", "be", "de", "af"]);
    const places = [...at.values()].map(({ column, row }) => `${column},${row}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it("leads a long edge around the nodes between its ends", () => {
    const { at, via } = graph(["ab", "bc", "ac"]);
    expect(via.map((places) => places.length)).toEqual([0, 0, 1]);
    expect(via[2]![0]!.column).toBe(1);
    expect(via[2]![0]!.row).not.toBe(at.get("b")!.row);
  });

  it("crosses no edges where it need not", () => {
    const { at } = graph(["ax", "by", "xp", "yq"]);
    expect(at.get("a")!.row < at.get("b")!.row).toBe(at.get("x")!.row < at.get("y")!.row);
    const crossed = graph(["by", "ax", "ap", "bq", "xp", "yq"]);
    expect(crossed.at.get("x")!.row < crossed.at.get("y")!.row).toBe(
      crossed.at.get("p")!.row < crossed.at.get("q")!.row,
    );
  });
});

describe("a scale", () => {
  const labels = (values: number[], kind: "linear" | "log") =>
    makeScale(values, kind).ticks.map(({ label }) => label);

  it("has ticks at round numbers within the values", () => {
    expect(labels([-2, 2.5], "linear")).toEqual(["−2", "−1", "0", "1", "2"]);
    expect(labels([0, 0.5], "linear")).toEqual(["0.0", "0.1", "0.2", "0.3", "0.4", "0.5"]);
    expect(labels([3, 3], "linear").length).toBeGreaterThan(2);
  });

  it("has powers of ten where it is logarithmic, and no place for zero", () => {
    const scale = makeScale([1e-11, 0, 1e-2], "log");
    expect(scale.ticks[0]!.label).toBe("10⁻¹¹");
    expect(scale.at(1e-11)).toBe(0);
    expect(scale.at(1e-2)).toBe(1);
    expect(scale.at(0)).toBeNull();
    expect(labels([5, 5], "log")).toEqual(["10⁰", "10¹"]);
  });
});
