import { pathToFileURL } from "node:url";

import type { Plugin } from "vite";

/** What needs `trust`, which formulas never have here, and commutative diagrams. */
const LEFT_OUT = /\/katex\/src\/(functions\/(includegraphics|html|href)|environments\/cd)\.ts$/;
const METRICS = /\/katex\/src\/fontMetricsData\.js$/;
const NOTHING = "export const parseCD = null, cdArrow = null;";

type Metrics = Record<string, Record<string, number[]>>;

/**
 * Build KaTeX from its own source, with less in it.
 *
 * As published it is one file, of which nothing can be left out. The metrics of its fonts are a
 * sixth of it, so they are written column by column, in thousandths of an em, a repeated number
 * left empty: half the size once compressed.
 */
export function slimKatex(): Plugin {
  return {
    name: "slim-katex",
    apply: "build",
    enforce: "pre",
    resolveId(source, importer) {
      if (source !== "katex" || importer?.includes("/katex/")) return null;
      return this.resolve("katex/katex.ts", importer, { skipSelf: true });
    },
    async load(id) {
      const file = id.split("?")[0]!;
      if (LEFT_OUT.test(file)) return NOTHING;
      if (!METRICS.test(file)) return null;
      const module = (await import(pathToFileURL(file).href)) as { default: Metrics };
      return inColumns(module.default);
    },
    transform(code, id) {
      return id.endsWith("/katex/katex.ts") ? code.replace("= __VERSION__", '= ""') : null;
    },
  };
}

/** A module with the same metrics as `metrics`, to a thousandth of an em. */
export function inColumns(metrics: Metrics): string {
  const fonts = Object.entries(metrics).map(([font, characters]) => {
    const codes = Object.keys(characters).map(Number);
    const steps = codes.map((code, i) => code - (codes[i - 1] ?? 0));
    const columns = [0, 1, 2, 3, 4].map((at) =>
      codes.map((code) => Math.round(characters[code]![at]! * 1000)),
    );
    return [font, [steps, ...columns].map((column) => withoutRepeats(column).join())];
  });
  return `const columns = ${JSON.stringify(Object.fromEntries(fonts))};
const read = (column) => {
  let last = 0;
  return column.split(",").map((text) => (last = text === "" ? last : +text));
};
const metrics = {};
for (const font in columns) {
  const [steps, ...values] = columns[font].map(read);
  let code = 0;
  metrics[font] = {};
  steps.forEach((step, i) => {
    metrics[font][(code += step)] = values.map((column) => column[i] / 1000);
  });
}
export default metrics;
`;
}

function withoutRepeats(numbers: number[]): (number | "")[] {
  return numbers.map((number, i) => (number === (numbers[i - 1] ?? 0) ? "" : number));
}
