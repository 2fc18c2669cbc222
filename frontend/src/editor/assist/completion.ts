import {
  autocompletion,
  closeCompletion,
  type Completion,
  type CompletionContext,
  completionKeymap,
  type CompletionResult,
  completionStatus,
} from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import { type Extension, Prec } from "@codemirror/state";
import { type EditorView, keymap } from "@codemirror/view";

import { aliasesOf, namesAfter, type Name, type NumpyNames } from "./names";

const KEYWORDS =
  "and as assert break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield True False None".split(
    " ",
  );
const BUILTINS =
  "abs all any bool callable dict divmod enumerate filter float frozenset int isinstance len list map max min next pow print range repr reversed round set slice sorted str sum tuple type zip".split(
    " ",
  );
// Inside these nothing is offered unless it is asked for, and names make no sense.
const TEXT = /^(Comment|String|FormatString|ContinuedString|Number)$/;

/** What the code itself, Python and NumPy have to offer at the cursor. */
export function completion(numpy: Promise<NumpyNames | null>): Extension {
  return [
    autocompletion({
      override: [(context) => complete(context, numpy)],
      icons: false,
      activateOnTypingDelay: 150,
      maxRenderedOptions: 60,
      defaultKeymap: false, // its Escape would be used up by a list that is only being made
    }),
    Prec.highest(
      keymap.of([
        ...completionKeymap.filter(({ key }) => key !== "Escape"),
        { key: "Escape", run: closeShown },
      ]),
    ),
  ];
}

/** Close what is offered. With nothing shown yet Escape is the first step out of the editor. */
function closeShown(view: EditorView): boolean {
  const shown = completionStatus(view.state) === "active";
  return closeCompletion(view) && shown;
}

/** A list, or where only NumPy's names will do, the promise of one: they may be on their way. */
function complete(
  context: CompletionContext,
  numpy: Promise<NumpyNames | null>,
): CompletionResult | null | Promise<CompletionResult | null> {
  if (TEXT.test(syntaxTree(context.state).resolveInner(context.pos, -1).name)) return null;
  const dotted = context.matchBefore(/[A-Za-z_][\w.]*\.\w*/);
  if (dotted) return numpy.then((names) => names && afterDot(context, dotted.text, names));
  const word = context.matchBefore(/[A-Za-z_]\w*/);
  if (!word && !context.explicit) return null;
  // After a bracket, `a[0].re`: what it is of is not known, so it may be an array.
  const before = context.state.sliceDoc(Math.max(0, (word?.from ?? context.pos) - 1), word?.from);
  if (before === ".") return null;
  if (!context.explicit && word!.text.length < 2) return null;
  return { from: word?.from ?? context.pos, options: words(context), validFor: /^\w*$/ };
}

function afterDot(
  context: CompletionContext,
  text: string,
  numpy: NumpyNames,
): CompletionResult | null {
  const at = text.lastIndexOf(".");
  const names = namesAfter(text.slice(0, at), aliasesOf(context.state.doc.toString()), numpy);
  if (names.length === 0) return null;
  return {
    from: context.pos - (text.length - at - 1),
    options: names.map(optionOf),
    validFor: /^\w*$/,
  };
}

function optionOf({ name, signature, kind }: Name): Completion {
  return { label: name, type: kind, ...(signature ? { detail: shorten(signature) } : {}) };
}

function shorten(signature: string): string {
  return signature.length > 44 ? `${signature.slice(0, 42)}…` : signature;
}

function words(context: CompletionContext): Completion[] {
  const code = context.state.doc.toString();
  const typed = context.matchBefore(/\w+/)?.text;
  const own = new Set(code.match(/\b[A-Za-z_]\w+\b/g) ?? []);
  const options = new Map<string, Completion>();
  for (const label of KEYWORDS) options.set(label, { label, type: "keyword", boost: -1 });
  for (const label of BUILTINS) options.set(label, { label, type: "function", boost: -2 });
  for (const label of own) {
    if (label !== typed && !options.has(label)) options.set(label, { label, type: "variable" });
  }
  return [...options.values()];
}
