import { pythonLanguage } from "@codemirror/lang-python";
import { yamlLanguage } from "@codemirror/lang-yaml";
import { foldGutter, foldKeymap, foldService, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { parseMixed, type Input, type SyntaxNodeRef } from "@lezer/common";

import { hangingIndent } from "./indent";

// The fields whose text is Python.
const PYTHON = /^(starter|solution|setup|code|generate|checker|loss|tests|call)$/;

/** YAML with Python in the blocks that hold Python. */
const problemLanguage = yamlLanguage.configure({
  wrap: parseMixed((node, input) => {
    if (node.name !== "BlockLiteralContent" || !PYTHON.test(keyOf(node, input))) return null;
    const overlay = withoutIndent(node, input);
    return overlay.length > 0 ? { parser: pythonLanguage.parser, overlay } : null;
  }),
});

function keyOf(node: SyntaxNodeRef, input: Input): string {
  const pair = node.node.parent?.parent;
  const key = pair?.name === "Pair" ? pair.getChild("Key") : null;
  return key ? input.read(key.from, key.to) : "";
}

/** The lines of a block without the indentation that YAML takes away. */
function withoutIndent(node: SyntaxNodeRef, input: Input): { from: number; to: number }[] {
  const text = input.read(node.from, node.to);
  const ranges: { from: number; to: number }[] = [];
  let indent: number | null = null;
  let at = node.from;
  for (const line of text.split(/(?<=\n)/)) {
    if (line.trim() !== "") {
      indent ??= /^ */.exec(line)![0].length;
      const from = at + Math.min(indent, /^ */.exec(line)![0].length);
      if (from < at + line.length) ranges.push({ from, to: at + line.length });
    } else if (ranges.length > 0) {
      ranges.push({ from: at + line.length - 1, to: at + line.length });
    }
    at += line.length;
  }
  return ranges.filter(({ from, to }) => from < to);
}

/** Fold what is indented below a line; blank lines at the end stay visible. */
const foldByIndent = foldService.of((state, lineStart) => {
  const line = state.doc.lineAt(lineStart);
  const indent = /^(?: |- )*/.exec(line.text)![0].length;
  if (!/[:|>]\s*$/.test(line.text)) return null;
  let end = line.to;
  for (let n = line.number + 1; n <= state.doc.lines; n++) {
    const next = state.doc.line(n);
    if (next.text.trim() === "") continue;
    if (/^ */.exec(next.text)![0].length <= indent && !/^ *- /.test(next.text)) break;
    if (/^ */.exec(next.text)![0].length < indent) break;
    end = next.to;
  }
  return end > line.to ? { from: line.to, to: end } : null;
});

const readOnly = new Compartment();

/** Allow or forbid writing. */
export function setReadOnly(view: EditorView, on: boolean): void {
  view.dispatch({
    effects: readOnly.reconfigure([EditorState.readOnly.of(on), EditorView.editable.of(true)]),
  });
}

/** All that a problem's source needs besides what every editor has. */
export function problemSource(): Extension {
  return [
    problemLanguage,
    indentUnit.of("  "),
    EditorState.tabSize.of(2),
    foldByIndent,
    hangingIndent,
    foldGutter(),
    lintGutter(),
    EditorView.lineWrapping,
    highlightSelectionMatches(),
    readOnly.of([]),
    sourceTheme,
    keymap.of([...searchKeymap, ...lintKeymap, ...foldKeymap]),
  ];
}

export const sourceTheme = EditorView.theme({
  ".tok-propertyName": { color: "var(--code-name)" },
  ".tok-meta": { color: "var(--code-operator)" },
  ".cm-foldGutter .cm-gutterElement": { color: "var(--ink-faint)", cursor: "pointer" },
  ".cm-foldPlaceholder": {
    padding: "0 6px",
    border: "1px solid var(--line)",
    backgroundColor: "var(--surface-2)",
    color: "var(--ink-soft)",
  },
  ".cm-gutter-lint": { width: "14px" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "4px 0 0 2px" },
  ".cm-lint-marker": { width: "10px", height: "10px" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--bad) 1px",
    textUnderlineOffset: "3px",
  },
  ".cm-lintRange-warning": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--warn) 1px",
    textUnderlineOffset: "3px",
  },
  ".cm-tooltip": {
    maxWidth: "min(34rem, 90vw)",
    border: "1px solid var(--line-strong)",
    borderRadius: "6px",
    backgroundColor: "var(--surface)",
    color: "var(--ink)",
    fontFamily: "var(--sans)",
    fontSize: "var(--text-s)",
    boxShadow: "var(--shadow)",
  },
  ".cm-about": { padding: "8px 12px" },
  ".cm-about p": { margin: "0" },
  ".cm-about p:first-child": { color: "var(--ink-soft)" },
  ".cm-about code": { color: "var(--ink)", fontFamily: "var(--mono)", fontWeight: "600" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "16em" },
  ".cm-tooltip-autocomplete > ul > li": { padding: "3px 10px", lineHeight: "1.5" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--accent-soft)",
    color: "var(--ink)",
  },
  ".cm-completionDetail": {
    marginLeft: "12px",
    color: "var(--ink-soft)",
    fontFamily: "var(--sans)",
    fontStyle: "normal",
  },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-tooltip.cm-completionInfo": { padding: "8px 12px", width: "20rem" },
  ".cm-diagnostic": { padding: "6px 12px", marginLeft: "0", borderLeft: "3px solid" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warn)" },
  ".cm-panels": {
    borderColor: "var(--line)",
    backgroundColor: "var(--surface)",
    color: "var(--ink)",
    fontFamily: "var(--sans)",
  },
  ".cm-panels input, .cm-panels button": {
    border: "1px solid var(--line-strong)",
    borderRadius: "4px",
    background: "var(--surface)",
    color: "var(--ink)",
    fontSize: "var(--text-s)",
  },
  ".cm-searchMatch": { backgroundColor: "var(--warn-soft)" },
  ".cm-searchMatch-selected": { outline: "1px solid var(--warn)" },
  ".cm-selectionMatch": { backgroundColor: "var(--code-match)" },
});
