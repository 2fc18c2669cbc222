import type { Value } from "../api/types";
import { NO_MARKS, entries, members, shapeOf, type Marks } from "./compare";
import { formatCell, type Cell } from "./format";

export interface Tolerance {
  rtol: number;
  atol: number;
}

const ALL_WRONG: Marks = { ...NO_MARKS, whole: true };

/**
 * Whether two entries agree: `|actual - expected| <= max(atol, rtol * |expected|)`.
 * Non-finite numbers agree only with themselves, everything else by equality.
 */
export function agree(expected: Cell, actual: Cell, tolerance: Tolerance): boolean {
  const wanted = complexOf(expected);
  const given = complexOf(actual);
  if (wanted === null || given === null) return expected === actual;
  const allowed = Math.max(tolerance.atol, tolerance.rtol * Math.hypot(...wanted));
  return Math.hypot(given[0] - wanted[0], given[1] - wanted[1]) <= allowed;
}

/** A finite number as its real and imaginary part: complex ones are written as Python does. */
function complexOf(cell: Cell): [number, number] | null {
  if (typeof cell === "number") return [cell, 0];
  if (typeof cell !== "string") return null;
  const found = /^\(?([+-]?[\d.]+(?:e[+-]?\d+)?)??([+-]?[\d.]+(?:e[+-]?\d+)?)j\)?$/i.exec(cell);
  return found ? [Number(found[1] ?? 0), Number(found[2])] : null;
}

/** Compare an answer with what was expected, entry by entry. */
export function mark(expected: Value, actual: Value, tolerance: Tolerance): Marks {
  const wanted = members(expected);
  const given = members(actual);
  if (wanted && given) return markMembers(wanted, given, tolerance);
  // The judge takes a list of numbers for an array: then its entries are what may be wrong.
  if (given && shapeOf(expected.type)?.length && /^(list|tuple)/.test(actual.type)) return NO_MARKS;
  if (wanted || given) return ALL_WRONG;

  const left = entries(expected);
  const right = entries(actual);
  if (left && right) {
    if (String(shapeOf(expected.type)) !== String(shapeOf(actual.type))) return ALL_WRONG;
    return markCells(left, right, tolerance);
  }
  if (shapeOf(expected.type)?.length || shapeOf(actual.type)?.length) {
    // One of them is an array whose entries were not sent: only the shape can be compared.
    return String(shapeOf(expected.type)) === String(shapeOf(actual.type)) ? NO_MARKS : ALL_WRONG;
  }
  // A Python float, a NumPy scalar and a 0-d array are the same thing to the judge.
  return markCells([expected.data as Cell], [actual.data as Cell], tolerance);
}

function markCells(wanted: Cell[], given: Cell[], tolerance: Tolerance): Marks {
  const cells = new Set<number>();
  const close = new Set<number>();
  wanted.forEach((cell, i) => {
    const other = given[i] ?? null;
    if (agree(cell, other, tolerance)) return;
    cells.add(i);
    if (formatCell(cell) === formatCell(other)) close.add(i);
  });
  return { ...NO_MARKS, cells, close };
}

function markMembers(
  wanted: Record<string, Value>,
  given: Record<string, Value>,
  tolerance: Tolerance,
): Marks {
  const keys = Object.keys(wanted);
  const same = keys.length === Object.keys(given).length && keys.every((key) => key in given);
  if (!same) return ALL_WRONG;
  return {
    ...NO_MARKS,
    members: Object.fromEntries(
      keys.map((key) => [key, mark(wanted[key]!, given[key]!, tolerance)]),
    ),
  };
}
