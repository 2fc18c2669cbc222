import type { ScaleKind } from "./types";

export interface Scale {
  /** Where a value stands, 0 to 1; null where it has no place (zero on a logarithmic scale). */
  at(value: number): number | null;
  ticks: { at: number; label: string }[];
}

/** A scale over the values, with ticks at round numbers. */
export function makeScale(values: number[], kind: ScaleKind): Scale {
  return kind === "log" ? logarithmic(values.filter((value) => value > 0)) : linear(values);
}

function linear(values: number[]): Scale {
  let low = Math.min(...values);
  let high = Math.max(...values);
  if (!(low < high)) [low, high] = [low - 1, low + 1];
  const step = roundStep((high - low) / 5);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const at = (value: number) => (value - low) / (high - low);
  const ticks = [];
  for (let n = first; n <= last; n++) {
    const value = n * step;
    const label = Math.abs(value) >= 1e5 ? value.toExponential(0) : value.toFixed(digits);
    ticks.push({ at: at(value), label: label.replace("-", "−") });
  }
  return { at, ticks };
}

function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= step * 0.999) ?? 10;
  return factor * power;
}

const RAISED: Record<string, string> = Object.fromEntries([..."0123456789-"].map((digit, i) => [
  digit,
  "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"[i]!,
]));

function logarithmic(values: number[]): Scale {
  let low = Math.floor(Math.log10(Math.min(...values)) + 1e-9);
  let high = Math.ceil(Math.log10(Math.max(...values)) - 1e-9);
  if (!Number.isFinite(low) || !Number.isFinite(high)) [low, high] = [0, 1];
  if (low === high) high = low + 1;
  const every = Math.ceil((high - low) / 7);
  const ticks = [];
  for (let power = low; power <= high; power += every) {
    const raised = [...String(power)].map((digit) => RAISED[digit]).join("");
    ticks.push({ at: (power - low) / (high - low), label: `10${raised}` });
  }
  return {
    at: (value) => (value > 0 ? (Math.log10(value) - low) / (high - low) : null),
    ticks,
  };
}
