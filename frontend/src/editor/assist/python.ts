import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

import { brackets } from "./brackets";
import { completion } from "./completion";
import type { NumpyNames } from "./names";
import { signatureHelp } from "./signature";
import { syntaxMarks } from "./syntax";

const importNumpy = () => import("./numpy.json");

/** Help with writing NumPy code; the names come when the first of them may be wanted. */
export function pythonAssist(): Extension {
  let known: NumpyNames | null = null;
  const numpy = importNumpy().then(
    (module) => (known = module.default as NumpyNames),
    () => null, // Without them the editor offers less.
  );
  return [
    brackets(),
    completion(numpy),
    signatureHelp(() => known),
    syntaxMarks(),
    EditorView.contentAttributes.of({ "aria-autocomplete": "list" }),
    theme,
  ];
}

const theme = EditorView.theme({
  ".cm-notPython": {
    textDecoration: "underline wavy var(--bad) 1px",
    textUnderlineOffset: "4px",
  },
  ".cm-tooltip": {
    border: "1px solid var(--line-strong)",
    borderRadius: "4px",
    backgroundColor: "var(--surface)",
    color: "var(--ink)",
  },
  ".cm-signature": {
    maxWidth: "36rem",
    padding: "2px 8px",
    fontFamily: "var(--mono)",
    fontSize: "var(--text-xs)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--mono)",
    maxHeight: "14em",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--accent-soft) !important",
    color: "var(--ink) !important",
  },
  ".cm-completionDetail": { color: "var(--ink-faint)", fontStyle: "normal" },
  ".cm-completionMatchedText": { color: "var(--accent)", textDecoration: "none" },
});
