import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import type { Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";

/** Undo, and what keys do besides writing. */
export function editorKeys(): Extension {
  // Escape and then Tab leaves the editor: CodeMirror lets the key through after Escape.
  return [history(), keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab])];
}
