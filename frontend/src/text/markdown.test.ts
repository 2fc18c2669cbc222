import { describe, expect, it } from "vitest";

import { childrenOf, formulasIn, parseBlocks, safeHref, type MarkdownToken } from "./markdown";

/** All leaves of a text as `type:content`, in the order of reading. */
function leaves(source: string): string[] {
  const walk = (token: MarkdownToken): string[] => {
    const inner = childrenOf(token);
    if (inner.length > 0) return inner.flatMap(walk);
    if (token.type === "space") return [];
    if (token.type === "math") return [`${token.display ? "display" : "inline"}:${token.tex}`];
    return [`${token.type}:${"text" in token ? token.text : ""}`];
  };
  return parseBlocks(source).flatMap(walk);
}

describe("formulas", () => {
  it("are split from the text around them", () => {
    expect(leaves("for $n$ samples")).toEqual(["text:for ", "inline:n", "text: samples"]);
  });

  it("keep underscores, asterisks and backslashes", () => {
    expect(leaves("$a_i * b_i$ and $\\frac{1}{n}$")).toEqual([
      "inline:a_i * b_i",
      "text: and ",
      "inline:\\frac{1}{n}",
    ]);
    expect(leaves("$y \\in \\{-1, 1\\}$ for $n$")).toEqual([
      "inline:y \\in \\{-1, 1\\}",
      "text: for ",
      "inline:n",
    ]);
  });

  it("may be displayed over several lines, as a block and inside a list", () => {
    expect(leaves("$$\nL = 1,\n\\qquad p\n$$")).toEqual(["display:L = 1,\n\\qquad p"]);
    expect(leaves("1. Move:\n   $$g = \\frac{a}{b}$$\n2. Stop")).toEqual([
      "text:Move:",
      "display:g = \\frac{a}{b}",
      "text:Stop",
    ]);
  });

  it("are not made of prices, escaped dollars or code", () => {
    expect(leaves("costs $5 and $6")).toEqual(["text:costs $5 and $6"]);
    expect(leaves("a $b $ c")).toEqual(["text:a $b $ c"]);
    expect(leaves("`$HOME$` stays")).toEqual(["codespan:$HOME$", "text: stays"]);
    expect(formulasIn("a \\$5 note and \\$6")).toEqual([]);
  });

  it("are found wherever they are", () => {
    expect(formulasIn("- a list with $x$ and $$y$$")).toMatchObject([
      { tex: "x", display: false },
      { tex: "y", display: true },
    ]);
    expect(formulasIn("| a |\n| --- |\n| $x$ |")).toHaveLength(1);
    expect(formulasIn("```python\nx = '$a$'\n```")).toEqual([]);
  });
});

describe("raw HTML", () => {
  it("is a token of its own, to be shown as text", () => {
    const [token] = parseBlocks("<script>alert(1)</script>");
    expect(token!.type).toBe("html");
    expect(token!.raw).toContain("<script>");
  });
});

describe("links", () => {
  it.each(["https://numpy.org", "mailto:a@b.c", "/problems/x", "#hints"])("follow %s", (href) => {
    expect(safeHref(href)).toBe(href);
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "//evil.example", "/\\evil.example"])(
    "do not follow %s",
    (href) => {
      expect(safeHref(href)).toBeNull();
    },
  );
});
