import { diff } from "@codemirror/merge";
import type { ChangeSpec } from "@codemirror/state";

/** The changes from one text to another, as small as can be told, so that a cursor keeps its place. */
export function changesBetween(before: string, after: string): ChangeSpec[] {
  return diff(before, after, { scanLimit: 1000 }).map(({ fromA, toA, fromB, toB }) => ({
    from: fromA,
    to: toA,
    insert: after.slice(fromB, toB),
  }));
}
