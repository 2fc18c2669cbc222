import { isolateHistory } from "@codemirror/commands";
import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { EditorView, type Panel, showPanel } from "@codemirror/view";

import { markErrorLine } from "../setup";

/** What the editor says of the formatting, below the code; null takes it away. */
const say = StateEffect.define<string | null>();

const said = StateField.define<string | null>({
  create: () => null,
  update(words, transaction) {
    let next = transaction.docChanged ? null : words;
    for (const effect of transaction.effects) if (effect.is(say)) next = effect.value;
    return next;
  },
  // Always there, so that a screen reader knows of it before it has words.
  provide: () => showPanel.of(panel),
});

function panel(view: EditorView): Panel {
  const dom = document.createElement("p");
  dom.className = "cm-said";
  dom.setAttribute("role", "status");
  const show = (words: string | null) => {
    dom.textContent = words ?? "";
    dom.hidden = words === null;
  };
  show(view.state.field(said));
  return { dom, update: ({ state }) => show(state.field(said)) };
}

const theme = EditorView.theme({
  ".cm-panels": { backgroundColor: "var(--surface)", color: "var(--ink-soft)" },
  ".cm-panels-bottom": { borderTop: "none" },
  ".cm-said": {
    margin: 0,
    padding: "4px 16px",
    borderTop: "1px solid var(--line)",
    font: "var(--text-s) / 1.5 var(--sans)",
  },
});

/** Shift-Alt-F lays the code out. */
export function formatting(): Extension {
  return [
    said,
    theme,
    EditorView.domEventHandlers({
      // By the place of the key too: with Alt some keyboards write another letter there.
      keydown(event, view) {
        if (!event.shiftKey || !event.altKey || event.ctrlKey || event.metaKey) return false;
        if (event.key !== "F" && event.code !== "KeyF") return false;
        void formatCode(view);
        return true;
      },
    }),
  ];
}

const working = new WeakSet<EditorView>();

/**
 * Lay out the code of an editor in one step of undo, its cursor at the same place of the program.
 *
 * What is not Python stays as it is and is marked.
 */
export async function formatCode(view: EditorView): Promise<void> {
  if (working.has(view) || view.state.readOnly) return;
  working.add(view);
  try {
    await format(view);
  } finally {
    working.delete(view);
  }
}

async function format(view: EditorView): Promise<void> {
  const tell = (words: string | null) => {
    if (view.dom.isConnected) view.dispatch({ effects: say.of(words) });
  };
  let shown = -1;
  const onShare = (share: number) => {
    const percent = Math.floor(share * 10) * 10;
    if (percent > shown) tell(`Fetching the formatter: ${(shown = percent)} %`);
  };
  let ruff: typeof import("./ruff");
  let edits: typeof import("./edits");
  try {
    [ruff, edits] = await Promise.all([import("./ruff"), import("./edits")]);
    await ruff.loadRuff(onShare);
  } catch {
    return tell("Not formatted: the formatter did not load. The connection may be gone.");
  }
  if (!view.dom.isConnected) return;
  const code = view.state.doc.toString();
  let formatted: string;
  try {
    formatted = ruff.formatPython(code);
  } catch (error) {
    if (!(error instanceof ruff.NotPython)) {
      return tell("Not formatted: the formatter has failed. Your code is as it was.");
    }
    const end = code.trimEnd().length;
    const line = view.state.doc.lineAt(Math.min(error.offset, end)).number;
    view.dispatch({ effects: markErrorLine.of(line) });
    const why =
      error.offset >= end
        ? `The code ends too early: is a bracket or a quote still open?`
        : sentence(error.reason);
    return tell(`Not formatted: Python cannot read line ${line}. ${why}`);
  }
  if (formatted === code) return tell("Nothing to change: it is formatted already.");
  view.dispatch({
    changes: edits.changesBetween(code, formatted),
    effects: say.of("Formatted."),
    annotations: isolateHistory.of("full"),
    scrollIntoView: true,
    userEvent: "input.format",
  });
}

function sentence(words: string): string {
  const text = words.charAt(0).toUpperCase() + words.slice(1);
  return text.endsWith(".") ? text : `${text}.`;
}
