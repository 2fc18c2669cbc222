/** An entry as the judge sends it: what JSON cannot say is written as Python does. */
export type Cell = number | boolean | string | null | Cell[];

/**
 * One entry as Python would write it, to eight significant digits.
 *
 * @param exact write every digit, for entries that differ only far behind the point
 */
export function formatCell(cell: Cell, exact = false): string {
  if (cell === null) return "None";
  if (typeof cell === "boolean") return cell ? "True" : "False";
  if (Array.isArray(cell)) return JSON.stringify(cell);
  if (typeof cell === "string") return cell.replace(/^\((.*j)\)$/, "$1");
  if (Object.is(cell, -0)) return "-0";
  const rounded = exact ? cell : Number(cell.toPrecision(8));
  // Python changes to exponents below 1e-4, JavaScript only below 1e-6.
  const small = rounded !== 0 && Math.abs(rounded) < 1e-4;
  const text = small ? rounded.toExponential() : String(rounded);
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

/** A shape as Python writes it: `(2, 1)`, `(3,)`, `()`. */
export function formatShape(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}

/** Milliseconds as a person reads them: `0.4 ms`, `12 ms`, `1.25 s`. */
export function formatTime(milliseconds: number): string {
  if (milliseconds < 1) return "< 1 ms";
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

/** Kibibytes as mebibytes. */
export function formatMemory(kibibytes: number): string {
  const mebibytes = kibibytes / 1024;
  return `${mebibytes < 10 ? mebibytes.toFixed(1) : Math.round(mebibytes)} MiB`;
}
