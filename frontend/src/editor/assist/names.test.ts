import { describe, expect, it } from "vitest";

import { aliasesOf, namesAfter, signatureOf, type NumpyNames } from "./names";
import numpy from "./numpy.json";

const NUMPY = numpy as NumpyNames;
const CODE = "import numpy as np\nimport numpy.linalg as la\nfrom numpy import (dot, sum as total)\n";
const ALIASES = aliasesOf(CODE);

function names(before: string): string[] {
  return namesAfter(before, ALIASES, NUMPY).map(({ name }) => name);
}

describe("names of NumPy", () => {
  it("are known by what the code calls them", () => {
    expect(Object.fromEntries(ALIASES)).toEqual({
      np: "numpy",
      la: "numpy.linalg",
      dot: "numpy.dot",
      total: "numpy.sum",
    });
    expect([...aliasesOf("import numpy.linalg\n")]).toEqual([["numpy", "numpy"]]);
    expect(aliasesOf("# import numpy as np\nx = 'import numpy'\n").size).toBe(0);
  });

  it("follow a module, its parts and arrays", () => {
    expect(names("np")).toContain("einsum");
    expect(names("np")).toContain("linalg");
    expect(names("np.linalg")).toContain("norm");
    expect(names("la")).toContain("norm");
    expect(names("weights")).toContain("reshape");
    expect(names("weights")).not.toContain("einsum");
    expect(names("np.nothing")).toEqual([]);
  });

  it("come with their signatures", () => {
    const signature = (dotted: string) => signatureOf(dotted, ALIASES, NUMPY);
    expect(signature("np.dot")).toBe("dot(a, b, out=None)");
    expect(signature("total")).toMatch(/^sum\(a, axis=None/);
    expect(signature("la.norm")).toMatch(/^norm\(x, ord=None/);
    expect(signature("W.reshape")).toMatch(/^reshape\(/);
    expect(signature("np.pi")).toBeNull();
    expect(signature("len")).toBeNull();
    expect(signature("x.constructor")).toBeNull();
  });
});
