import { RangeSetBuilder } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";

const DEEPEST = 24;

// Classes, because the content security policy forbids `style` attributes.
const HANG = Array.from({ length: DEEPEST + 1 }, (_, n) =>
  Decoration.line({ class: `cm-hang-${n}` }),
);

const rules = EditorView.theme(
  Object.fromEntries(
    HANG.map((_, n) => [
      `.cm-line.cm-hang-${n}`,
      { paddingLeft: `calc(10px + ${n}ch)`, textIndent: `-${n}ch` },
    ]),
  ),
);

const marks = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = hang(view);
    }

    update(update: ViewUpdate): void {
      if (update.docChanged || update.viewportChanged) this.decorations = hang(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function hang(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to; ) {
      const line = view.state.doc.lineAt(at);
      const indent = /^(?: |- )*/.exec(line.text)![0].length;
      if (indent > 0) builder.add(line.from, line.from, HANG[Math.min(indent, DEEPEST)]!);
      at = line.to + 1;
    }
  }
  return builder.finish();
}

/** The rest of a long line stands under its beginning, not under the margin. */
export const hangingIndent = [marks, rules];
