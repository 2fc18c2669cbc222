import { scalarsOf, type Step } from "./place";

/** The part of JSON Schema that our models make. */
export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  type?: string;
  title?: string;
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
}

/**
 * All that may stand at the end of `path`: one schema for each way to fill the place.
 *
 * `top` and `inside` are the scalars of the document and of the mapping that the path leads to.
 */
export function schemasAt(
  root: Schema,
  path: readonly Step[],
  top: ReadonlyMap<string, string>,
  inside: ReadonlyMap<string, string> = new Map(),
): Schema[] {
  let here = branches(root, root, top);
  path.forEach((step, i) => {
    // The scalars beside the next key say which kind of mapping this step leads to.
    const beside = path[i + 1]?.beside ?? inside;
    here = here.flatMap((schema) => {
      const next =
        typeof step.key === "number"
          ? schema.items
          : (schema.properties?.[step.key] ?? extra(schema.additionalProperties));
      return next === undefined ? [] : branches(root, next, beside);
    });
  });
  return here;
}

function extra(schema: boolean | Schema | undefined): Schema | undefined {
  return typeof schema === "object" ? schema : undefined;
}

/** Follow references and choices; leave out choices that the document's own words rule out. */
function branches(root: Schema, schema: Schema, said: ReadonlyMap<string, string>): Schema[] {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace("#/$defs/", "");
    const target = root.$defs?.[name];
    if (target === undefined) return [];
    // What stands beside a reference describes this use of it.
    const { $ref: _, ...own } = schema;
    return branches(root, target, said).map((found) => ({ ...found, ...own }));
  }
  const choices = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (choices === undefined) return fits(schema, said) ? [schema] : [];
  const { oneOf: _, anyOf: __, allOf: ___, $defs: ____, ...own } = schema;
  const found = choices.flatMap((choice) => branches(root, choice, said));
  return found
    .filter((choice) => choice.type !== "null")
    .map((choice) => ({ ...choice, ...described(own, choice) }));
}

function described(own: Schema, choice: Schema): Schema {
  const kept: Schema = {};
  if (own.description !== undefined) kept.description = own.description;
  if (own.default !== undefined && choice.default === undefined) kept.default = own.default;
  return kept;
}

/** A mapping whose fixed fields (`kind: lab`) say otherwise than the document is another one. */
function fits(schema: Schema, said: ReadonlyMap<string, string>): boolean {
  return Object.entries(schema.properties ?? {}).every(([key, { const: fixed }]) => {
    const value = said.get(key);
    return fixed === undefined || value === undefined || value === "" || value === String(fixed);
  });
}

/** The scalars at the top of a document, `kind` among them. */
export function topScalars(lines: readonly string[]): ReadonlyMap<string, string> {
  return scalarsOf(lines, 0, 0);
}

/** What may stand there, in a few words. */
export function typeWords(schema: Schema): string {
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum) return schema.enum.map(String).join(" | ");
  if (schema.type === "array") return "list";
  if (schema.type === "object") return "mapping";
  if (schema.type === "string") return isLongText(schema) ? "text" : "string";
  return schema.type ?? "any";
}

/** Text that is written as a block, below its key. */
export function isLongText(schema: Schema): boolean {
  return schema.type === "string" && (schema.maxLength ?? 0) > 1000;
}
