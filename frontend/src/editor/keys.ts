import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import type { Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";

import { formatting } from "./format/formatting";

export { formatCode } from "./format/formatting";

/** Undo, and what keys do besides writing; the formatter in editors of Python. */
export function editorKeys(python: boolean): Extension {
  // Escape and then Tab leaves the editor: CodeMirror lets the key through after Escape.
  return [
    history(),
    keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
    python ? formatting() : [],
    // What it says of the keys is so from now on.
    EditorView.contentAttributes.of({ "aria-describedby": "editor-help" }),
  ];
}
