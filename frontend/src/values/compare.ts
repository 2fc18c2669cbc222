import type { Value } from "../api/types";
import type { Cell } from "./format";

/** Where an answer departs from the expected one. */
export interface Marks {
  /** The kind, shape or whole of the value is wrong, so single entries say nothing. */
  whole: boolean;
  /** Flat, row-major indices of the entries that differ. */
  cells: ReadonlySet<number>;
  /** Those of them that look the same until every digit is written. */
  close: ReadonlySet<number>;
  /** Marks of the members of a list, tuple or dict, by index or key. */
  members: Readonly<Record<string, Marks>>;
}

const NONE: ReadonlySet<number> = new Set();
export const NO_MARKS: Marks = { whole: false, cells: NONE, close: NONE, members: {} };

/** The shape in a type such as `float64[2, 1]`: `[2, 1]`; null when it is not an array. */
export function shapeOf(type: string): number[] | null {
  const found = /^(?:bool|u?int\d+|float\d+|complex\d+|str\d*|<?U\d+|object)\[(.*)\]$/.exec(type);
  if (!found) return null;
  const dims = found[1]!.trim();
  if (dims === "") return [];
  const shape = dims.split(",").map((dim) => Number(dim.trim()));
  return shape.every((dim) => Number.isInteger(dim) && dim >= 0) ? shape : null;
}

/** The dtype in a type such as `float64[2, 1]`. */
export function dtypeOf(type: string): string {
  return type.replace(/\[.*$/, "");
}

/** The entries of an array in row-major order, or null when they were not sent. */
export function entries(value: Value): Cell[] | null {
  const shape = shapeOf(value.type);
  if (shape === null || value.data === null || value.data === undefined) return null;
  let flat: Cell[] = [value.data as Cell];
  for (let depth = 0; depth < shape.length; depth++) flat = flat.flatMap((cell) => cell as Cell[]);
  return flat;
}

/** The members of a list, tuple or dict by index or key; null for other values. */
export function members(value: Value): Record<string, Value> | null {
  const kind = value.type.replace(/\[.*$/, "");
  if (kind !== "list" && kind !== "tuple" && kind !== "dict") return null;
  if (value.data === null || typeof value.data !== "object") return null;
  return Object.fromEntries(Object.entries(value.data)) as Record<string, Value>;
}
