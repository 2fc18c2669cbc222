import { pythonLanguage } from "@codemirror/lang-python";
import { ensureSyntaxTree } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { describe, expect, it } from "vitest";

import { findErrors } from "./syntax";

/** The lines that are marked; `|` is the cursor. */
function marked(code: string): number[] {
  const at = code.indexOf("|");
  const state = EditorState.create({
    doc: code.replace("|", ""),
    selection: { anchor: Math.max(0, at) },
    extensions: pythonLanguage,
  });
  // The state's own tree is as far as it got in a few milliseconds.
  const tree = ensureSyntaxTree(state, state.doc.length, 60_000)!;
  return findErrors(state, tree).map(({ line }) => line);
}

describe("what is marked as not Python", () => {
  it("is the line where it is wrong", () => {
    expect(marked("|import numpy as np\n\ndef f(x):\n    return x +* 2\n\ny = 1\n")).toEqual([4]);
    expect(marked("|x = 1\nfor for\ny = 2\n")).toEqual([2]);
  });

  it("is nothing that is right", () => {
    expect(
      marked("|def f(x, *, y=1) -> int:\n    '''Text'''\n    return [i for i in x if i][y:]\n"),
    ).toEqual([]);
    expect(marked("|match = 1\nprint(f'{match!r:>{4}}')\nx: int = 3\n")).toEqual([]);
  });

  it("is not what is being written", () => {
    expect(marked("def f(x):\n    return x +|\n")).toEqual([]);
    expect(marked("def f(x):\n    y = np.dot(x, |\n")).toEqual([]);
    expect(marked("import numpy as np\n\ndef f(|\n")).toEqual([]);
  });
});
