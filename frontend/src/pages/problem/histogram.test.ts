import { expect, it } from "vitest";

import { formatFine, inWords, placeOf } from "./histogram";

const of = (value: number) => ({
  value,
  buckets: [
    { least: 0.4, below: 0.6, count: 3 },
    { least: 0.6, below: 0.8, count: 9 },
    { least: 0.8, below: null, count: 1 },
  ],
});

it("finds the bar of one's own value", () => {
  expect([0.4, 0.59, 0.6, 0.8, 70].map((value) => placeOf(of(value)))).toEqual([0, 0, 1, 2, 2]);
});

it("says in words what the bars show", () => {
  expect(inWords("Time", of(0.41), formatFine)).toBe(
    "Time of 13 accepted submissions: most often 0.6 ms to 0.8 ms (9). Yours took 0.41 ms.",
  );
});
