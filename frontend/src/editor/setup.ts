import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  lineNumbers,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

import { editorTheme } from "./theme";

/** Mark one line as the place of an error (1-based), or none; editing takes the mark away. */
export const markErrorLine = StateEffect.define<number | null>();

const errorLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = transaction.docChanged ? Decoration.none : marks;
    for (const effect of transaction.effects) {
      if (!effect.is(markErrorLine)) continue;
      next =
        effect.value === null || effect.value > transaction.state.doc.lines
          ? Decoration.none
          : Decoration.set([
              Decoration.line({ class: "cm-errorLine" }).range(
                transaction.state.doc.line(effect.value).from,
              ),
            ]);
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * Type over a selection by a transaction of our own.
 *
 * Left to it, Chromium carries the colors of the replaced text along in `style` attributes, which
 * the content security policy refuses with an error in the console.
 */
const typeOverSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== "insertText" || event.data === null || view.composing) return false;
    const { main } = view.state.selection;
    // Selected by the browser's own keys: the editor hears of it later than of what is typed.
    const unheard = main.empty ? selectedIn(view) : null;
    const { from, to } = unheard ?? main;
    if (from === to) return false;
    const text = event.data;
    const insert = () =>
      view.state.update(
        unheard === null
          ? view.state.replaceSelection(text)
          : { changes: { from, to, insert: text }, selection: { anchor: from + text.length } },
        { userEvent: "input.type", scrollIntoView: true },
      );
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, from, to, text, insert))) view.dispatch(insert());
    event.preventDefault();
    return true;
  },
});

/** What the browser has selected of the text; null where that is not told. */
function selectedIn(view: EditorView): { from: number; to: number } | null {
  // Chromium tells of a selection in a shadow root there, others in the document.
  const root = view.root as Document | (ShadowRoot & { getSelection?(): Selection | null });
  const selection = root.getSelection ? root.getSelection() : getSelection();
  const { anchorNode, focusNode } = selection ?? {};
  if (!anchorNode || !focusNode) return null;
  if (!view.contentDOM.contains(anchorNode) || !view.contentDOM.contains(focusNode)) return null;
  const anchor = view.posAtDOM(anchorNode, selection!.anchorOffset);
  const focus = view.posAtDOM(focusNode, selection!.focusOffset);
  return { from: Math.min(anchor, focus), to: Math.max(anchor, focus) };
}

/** What the editor can do in any language, apart from what the page does with it. */
export function editorExtensions(label: string): Extension {
  return [
    lineNumbers(),
    highlightActiveLineGutter(),
    drawSelection(),
    EditorState.allowMultipleSelections.of(true),
    indentOnInput(),
    indentUnit.of("    "),
    EditorState.tabSize.of(4),
    bracketMatching(),
    highlightActiveLine(),
    syntaxHighlighting(classHighlighter),
    errorLine,
    typeOverSelection,
    editorTheme,
    EditorView.contentAttributes.of({
      "aria-label": label,
      autocapitalize: "off",
      autocorrect: "off",
      spellcheck: "false",
      // It can be focused without; tools that check pages only know of this.
      tabindex: "0",
    }),
  ];
}
