import metrics from "katex/src/fontMetricsData.js";
import { expect, it } from "vitest";

import { inColumns } from "./katex";

type Metrics = Record<string, Record<string, number[]>>;

it("keeps the metrics of every character, to a thousandth of an em", async () => {
  const source = `data:text/javascript,${encodeURIComponent(inColumns(metrics as Metrics))}`;
  const built = ((await import(/* @vite-ignore */ source)) as { default: Metrics }).default;
  expect(Object.keys(built)).toEqual(Object.keys(metrics as Metrics));
  for (const [font, characters] of Object.entries(metrics as Metrics)) {
    expect(Object.keys(built[font]!)).toEqual(Object.keys(characters));
    const off = Object.entries(characters).flatMap(([code, numbers]) =>
      numbers.map((number, i) => Math.abs(number - built[font]![code]![i]!)),
    );
    expect(Math.max(...off)).toBeLessThanOrEqual(0.00051);
  }
});
