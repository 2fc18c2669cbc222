import type { Distribution } from "../../api/types";
import { formatTime } from "../../values/format";

/** Milliseconds, short ones to two digits: solutions differ there. */
export function formatFine(milliseconds: number): string {
  if (milliseconds >= 10) return formatTime(milliseconds);
  return `${Number(milliseconds.toPrecision(2))} ms`;
}

/** The bucket that one's own value is in. */
export function placeOf({ value, buckets }: Distribution): number {
  const place = buckets.findIndex(({ below }) => below === null || value < below);
  return place < 0 ? buckets.length - 1 : place;
}

/** What the bars show, for those who do not see them. */
export function inWords(name: string, of: Distribution, format: (value: number) => string): string {
  const all = of.buckets.reduce((sum, { count }) => sum + count, 0);
  const fullest = of.buckets.reduce((most, next) => (next.count > most.count ? next : most));
  const range =
    fullest.below === null
      ? `${format(fullest.least)} or more`
      : `${format(fullest.least)} to ${format(fullest.below)}`;
  return (
    `${name} of ${all} accepted submissions: most often ${range} (${fullest.count}). ` +
    `Yours took ${format(of.value)}.`
  );
}
