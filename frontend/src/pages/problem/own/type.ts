/** The types of parameters, as `judge/spec/types.py` reads them; here they shape the form. */
export type Type =
  | { kind: "array"; dtype: string; dims: readonly (string | number)[] | null }
  | { kind: "scalar"; name: string }
  | { kind: "callable" }
  | { kind: "list" | "dict" | "optional"; item: Type }
  | { kind: "tuple"; items: readonly Type[] };

/** A type's text as a problem has it. What is not known here is taken for `any`. */
export function parseType(text: string): Type {
  const tokens = text.match(/\w+|\.\.\.|[[\],]/g) ?? [];
  try {
    return readType(tokens);
  } catch {
    return { kind: "scalar", name: "any" };
  }
}

function readType(tokens: string[]): Type {
  const name = tokens.shift() ?? "any";
  if (name === "callable") return { kind: "callable" };
  if (tokens[0] !== "[") return { kind: "scalar", name };
  tokens.shift();
  if (!["list", "tuple", "dict", "optional"].includes(name)) return readArray(name, tokens);
  const items: Type[] = [];
  do items.push(readType(tokens));
  while (tokens.shift() === ",");
  if (name === "tuple") return { kind: "tuple", items };
  const item = items.at(-1);
  if (!item) throw new Error(`${name} of nothing`);
  return { kind: name as "list" | "dict" | "optional", item };
}

function readArray(dtype: string, tokens: string[]): Type {
  const dims: (string | number)[] = [];
  let free = false;
  for (let token = tokens.shift(); token !== undefined && token !== "]"; token = tokens.shift()) {
    if (token === "...") free = true;
    else if (token !== ",") dims.push(/^\d+$/.test(token) ? Number(token) : token);
  }
  return { kind: "array", dtype, dims: free ? null : dims };
}

/** How a value is edited as a table: what its entries are, and each axis's name or fixed size. */
export interface Layout {
  dtype: string;
  /** Null: any size, of that axis alone. */
  axes: readonly (string | number | null)[];
}

/**
 * The table for values of a type, or null where a table does not fit.
 *
 * @param rank how many axes the value has, for arrays of any shape
 */
export function layoutOf(type: Type, rank: number): Layout | null {
  if (type.kind === "scalar") {
    return ["int", "float", "bool", "complex"].includes(type.name)
      ? { dtype: type.name, axes: [] }
      : null;
  }
  if (type.kind === "array") {
    return { dtype: type.dtype, axes: type.dims ?? Array.from({ length: rank }, () => null) };
  }
  // Lists of numbers, and of tuples of numbers of one kind, are arrays to the eye.
  if (type.kind === "list") {
    if (type.item.kind === "array") return null;
    const inner = layoutOf(type.item, 0);
    return inner && { dtype: inner.dtype, axes: [null, ...inner.axes] };
  }
  if (type.kind === "tuple") {
    const inner = type.items.map((item) => (item.kind === "scalar" ? layoutOf(item, 0) : null));
    const first = inner[0];
    if (!first || inner.some((one) => one?.dtype !== first.dtype)) return null;
    return { dtype: first.dtype, axes: [type.items.length] };
  }
  return null;
}
