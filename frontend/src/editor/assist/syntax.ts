import { syntaxTree, syntaxTreeAvailable } from "@codemirror/language";
import { type EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import type { Tree } from "@lezer/common";

const PAUSE_MILLISECONDS = 700;
// The first only: what follows is often but its consequence.
const MOST = 1;

const setMarks = StateEffect.define<DecorationSet>();

const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, transaction) {
    let next = value.map(transaction.changes);
    for (const effect of transaction.effects) if (effect.is(setMarks)) next = effect.value;
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * Underlines what Python cannot read, a while after the last key.
 *
 * What is being written is rarely Python yet: nothing is marked on the cursor's line, nor at the
 * end of the text, where something may still come.
 */
export function syntaxMarks(): Extension {
  return [marks, watcher];
}

const watcher = ViewPlugin.fromClass(
  class {
    private timer: number | undefined;

    constructor(private readonly view: EditorView) {
      this.later();
    }

    update(update: ViewUpdate): void {
      if (update.docChanged || update.selectionSet) this.later();
    }

    destroy(): void {
      clearTimeout(this.timer);
    }

    private later(): void {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.look(), PAUSE_MILLISECONDS);
    }

    private look(): void {
      const { state } = this.view;
      if (!syntaxTreeAvailable(state)) return this.later();
      const places = findErrors(state, syntaxTree(state));
      const now = state.field(marks);
      if (places.length === 0 && now.size === 0) return;
      const found = places.map(({ from, to, line }) =>
        Decoration.mark({
          class: "cm-notPython",
          attributes: { title: `Line ${line}: Python cannot read this` },
        }).range(from, to),
      );
      this.view.dispatch({ effects: setMarks.of(Decoration.set(found)) });
    }
  },
);

/** Where the code is not Python, apart from where somebody may be writing. */
export function findErrors(
  state: EditorState,
  tree: Tree,
): { from: number; to: number; line: number }[] {
  const found: { from: number; to: number; line: number }[] = [];
  const cursor = state.doc.lineAt(state.selection.main.head).number;
  const end = state.doc.toString().trimEnd().length;
  tree.iterate({
    enter(node) {
      if (found.length >= MOST) return false;
      if (!node.type.isError) return;
      const line = state.doc.lineAt(node.from);
      if (line.number === cursor || node.from >= end) return;
      // An error without a length stands where something is missing: mark what is before it.
      const from = Math.max(line.from, Math.min(node.from, node.to - 1));
      const to = Math.min(Math.max(node.to, from + 1), line.to);
      if (from < to && found.at(-1)?.line !== line.number) found.push({ from, to, line: line.number });
    },
  });
  return found;
}
