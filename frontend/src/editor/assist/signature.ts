import { syntaxTree } from "@codemirror/language";
import { type EditorState, type Extension, StateField } from "@codemirror/state";
import { showTooltip, type Tooltip } from "@codemirror/view";

import { aliasesOf, type NumpyNames, signatureOf } from "./names";

/** While the arguments of a call are written: the parameters of what is called. */
export function signatureHelp(numpy: () => NumpyNames | null): Extension {
  const find = (state: EditorState) => {
    const known = numpy();
    return known && tooltipAt(state, known);
  };
  return StateField.define<Tooltip | null>({
    create: find,
    update(tooltip, { state, docChanged, selection }) {
      if (!docChanged && !selection) return tooltip;
      const next = find(state);
      const same = next && tooltip && next.pos === tooltip.pos;
      return same && !docChanged ? tooltip : next;
    },
    provide: (field) => showTooltip.from(field),
  });
}

function tooltipAt(state: EditorState, numpy: NumpyNames): Tooltip | null {
  const { head, empty } = state.selection.main;
  if (!empty) return null;
  for (
    let node: ReturnType<ReturnType<typeof syntaxTree>["resolveInner"]> | null = syntaxTree(
      state,
    ).resolveInner(head, -1);
    node;
    node = node.parent
  ) {
    if (node.name !== "ArgList") continue;
    const called = node.prevSibling;
    if (!called || head <= node.from) continue;
    const closed = node.lastChild?.name === ")" && head >= node.to;
    if (closed) continue;
    const name = state.sliceDoc(called.from, called.to);
    if (!/^[\w.]+$/.test(name)) return null;
    const signature = signatureOf(name, aliasesOf(state.doc.toString()), numpy);
    if (signature === null) return null;
    return {
      pos: called.from,
      above: true,
      create: () => {
        const dom = document.createElement("div");
        dom.className = "cm-signature";
        dom.textContent = signature;
        return { dom };
      },
    };
  }
  return null;
}
