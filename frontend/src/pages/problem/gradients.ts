/** How bad each relative error of a gradient is, in words. */
export const HEATS = [
  "as good as it gets",
  "good, but for rounding or a coarse step",
  "doubtful",
  "wrong",
] as const;

/** 0 to 3: an index of `HEATS`. Usual bounds in double precision; NaN is as wrong as can be. */
export function heat(error: unknown): 0 | 1 | 2 | 3 {
  if (typeof error !== "number") return 3;
  if (error <= 1e-7) return 0;
  if (error <= 1e-5) return 1;
  return error <= 1e-3 ? 2 : 3;
}

/** Two digits: `0`, `3.1e-9`, `0.33`, `nan`. */
export function formatError(error: unknown): string {
  if (typeof error !== "number") return String(error);
  if (error === 0) return "0";
  return error < 0.001 ? error.toExponential(1) : error.toPrecision(2);
}

/** The worst of the errors; one that is no number is worse than any. */
export function largest(errors: readonly unknown[]): unknown {
  const other = errors.find((error) => typeof error !== "number");
  return other ?? Math.max(...(errors as number[]));
}
