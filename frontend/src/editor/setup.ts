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
 * the content security policy refuses with an error in the console. What is replaced is what the
 * browser says: it may be selected by the browser's own keys, which the editor hears of later.
 */
const typeOverSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== "insertText" || event.data === null || view.composing) return false;
    const replaced = targetOf(event, view);
    if (replaced === null || replaced.from === replaced.to) return false;
    const { from, to } = replaced;
    const text = event.data;
    const { main } = view.state.selection;
    const known = main.from === from && main.to === to;
    const insert = () =>
      view.state.update(
        known
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

/** What an event is about to replace, as places in the text; null where the browser does not say. */
function targetOf(event: InputEvent, view: EditorView): { from: number; to: number } | null {
  const range = event.getTargetRanges()[0];
  if (!range || !view.contentDOM.contains(range.startContainer)) return null;
  if (!view.contentDOM.contains(range.endContainer)) return null;
  return {
    from: view.posAtDOM(range.startContainer, range.startOffset),
    to: view.posAtDOM(range.endContainer, range.endOffset),
  };
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
