import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
  startCompletion,
} from "@codemirror/autocomplete";
import { type Extension, type Text } from "@codemirror/state";
import { type EditorView, hoverTooltip, keymap } from "@codemirror/view";

import { placeAt, type Place } from "./place";
import { isLongText, schemasAt, topScalars, type Schema, typeWords } from "./schema";

/** What the editor needs to help: the schema once it has come, and the problems there are. */
export interface Knowledge {
  schema: Schema | null;
  problems: readonly string[];
}

// Fields that name other problems.
const NAMES_PROBLEMS = new Set(["uses", "prerequisites", "task", "items"]);

/** Completion of keys and values, and words about a key under the pointer, by the schema. */
export function schemaAssist(knowledge: () => Knowledge): Extension {
  return [
    autocompletion({
      override: [(context) => complete(context, knowledge())],
      icons: false,
      tooltipClass: () => "assist",
    }),
    keymap.of(completionKeymap),
    hoverTooltip((view, pos) => hover(view, pos, knowledge().schema), { hoverTime: 250 }),
  ];
}

function linesOf(doc: Text): string[] {
  return doc.toString().split("\n");
}

function complete(context: CompletionContext, known: Knowledge): CompletionResult | null {
  if (known.schema === null) return null;
  const { doc } = context.state;
  const line = doc.lineAt(context.pos);
  const lines = linesOf(doc);
  const place = placeAt(lines, line.number - 1, context.pos - line.from);
  if (place.kind === "text" || (place.typed === "" && !context.explicit)) {
    // After `key: ` the values of a choice are offered at once.
    if (place.kind !== "value" || place.typed !== "") return null;
  }
  const found = schemasAt(known.schema, place.path, topScalars(lines), place.beside);
  const options =
    place.kind === "key" ? keyOptions(known.schema, found, place) : valueOptions(found, place, known);
  if (options.length === 0) return null;
  return { from: line.from + place.column, options, validFor: /^[\w"'.-]*$/ };
}

function keyOptions(root: Schema, found: readonly Schema[], place: Place): Completion[] {
  const options = new Map<string, Completion>();
  for (const schema of found) {
    for (const key of Object.keys(schema.properties ?? {})) {
      if (options.has(key) || (place.beside.has(key) && key !== place.typed)) continue;
      const step = [...place.path, { key, beside: place.beside }];
      const property = schemasAt(root, step, place.path.length === 0 ? place.beside : new Map())[0] ??
        schema.properties![key]!;
      const required = schema.required?.includes(key) ?? false;
      options.set(key, {
        label: key,
        detail: typeWords(property) + (required ? ", required" : ""),
        boost: required ? 1 : 0,
        apply: (view, _completion, from, to) => insertKey(view, from, to, key, property, place),
        ...(property.description === undefined ? {} : { info: property.description }),
      });
    }
  }
  return [...options.values()];
}

/** Put a key in, with the punctuation that its value needs. */
function insertKey(
  view: EditorView,
  from: number,
  to: number,
  key: string,
  schema: Schema,
  place: Place,
): void {
  const below = `\n${" ".repeat(place.indent + 2)}`;
  let text = `${key}: `;
  if (view.state.sliceDoc(to, to + 1) === ":") text = key;
  else if (!place.flow && isLongText(schema)) text = `${key}: |${below}`;
  else if (!place.flow && schema.type === "object") text = `${key}:${below}`;
  view.dispatch({
    changes: { from, to, insert: text },
    selection: { anchor: from + text.length },
    userEvent: "input.complete",
    scrollIntoView: true,
  });
  if (text.endsWith(" ")) startCompletion(view);
}

function valueOptions(found: readonly Schema[], place: Place, known: Knowledge): Completion[] {
  const named = place.path.some(({ key }) => NAMES_PROBLEMS.has(String(key)));
  if (named && found.some((schema) => schema.type === "string")) {
    return known.problems.map((label) => ({ label }));
  }
  return found.flatMap((schema) => {
    const values =
      schema.enum ??
      (schema.const !== undefined ? [schema.const] : undefined) ??
      (schema.type === "boolean" ? [true, false] : undefined) ??
      schema.examples ??
      (isScalar(schema.default) ? [schema.default] : []);
    return values.filter(isScalar).map((value) => ({
      label: String(value),
      ...(value === schema.default ? { detail: "default" } : {}),
    }));
  });
}

function isScalar(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value) && value !== "";
}

function hover(view: EditorView, pos: number, schema: Schema | null) {
  if (schema === null) return null;
  const line = view.state.doc.lineAt(pos);
  const key = keyAround(line.text, pos - line.from);
  if (key === null) return null;
  const lines = linesOf(view.state.doc);
  const place = placeAt(lines, line.number - 1, key.to + 1);
  if (place.kind !== "value") return null;
  const found = schemasAt(schema, place.path, topScalars(lines))[0];
  if (!found) return null;
  return {
    pos: line.from + key.from,
    end: line.from + key.to,
    above: true,
    create: () => ({ dom: hoverBox(key.name, found) }),
  };
}

function keyAround(text: string, at: number): { name: string; from: number; to: number } | null {
  for (const match of text.matchAll(/([A-Za-z_][\w-]*)\s*:(?=\s|$)/g)) {
    const to = match.index + match[1]!.length;
    if (match.index <= at && at <= to) return { name: match[1]!, from: match.index, to };
  }
  return null;
}

function hoverBox(name: string, schema: Schema): HTMLElement {
  const box = document.createElement("div");
  box.className = "cm-about";
  const head = document.createElement("p");
  const title = document.createElement("code");
  title.textContent = name;
  head.append(title, ` ${typeWords(schema)}${limits(schema)}`);
  box.append(head);
  if (schema.description) {
    const about = document.createElement("p");
    about.textContent = schema.description;
    box.append(about);
  }
  return box;
}

function limits(schema: Schema): string {
  const words = [];
  if (schema.minimum !== undefined) words.push(`from ${schema.minimum}`);
  if (schema.maximum !== undefined) words.push(`to ${schema.maximum}`);
  if (isScalar(schema.default)) words.push(`default ${schema.default}`);
  return words.length > 0 ? `, ${words.join(", ")}` : "";
}
