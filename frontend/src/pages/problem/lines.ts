import { Chunk } from "@codemirror/merge";
import { Text } from "@codemirror/state";

/** A line of the comparison: on both sides, or on one of them; null where there is none. */
export interface Row {
  kind: "same" | "changed";
  before: { number: number; text: string } | null;
  after: { number: number; text: string } | null;
}

/** Equal lines that are not shown. */
export interface Fold {
  kind: "fold";
  lines: number;
}

const AROUND = 3;

/** The lines of two texts beside each other, long equal stretches folded away. */
export function compareLines(before: string, after: string): (Row | Fold)[] {
  const a = Text.of(before.split("\n"));
  const b = Text.of(after.split("\n"));
  const rows: Row[] = [];
  let i = 1;
  let j = 1;
  const side = (text: Text, number: number) => ({ number, text: text.line(number).text });
  const takeEqual = (until: number) => {
    while (i < until) rows.push({ kind: "same", before: side(a, i++), after: side(b, j++) });
  };
  for (const chunk of Chunk.build(a, b)) {
    takeEqual(lineFrom(a, chunk.fromA));
    const endA = lineFrom(a, chunk.toA);
    const endB = lineFrom(b, chunk.toB);
    while (i < endA || j < endB) {
      const before = i < endA ? side(a, i++) : null;
      const after = j < endB ? side(b, j++) : null;
      rows.push({ kind: before?.text === after?.text ? "same" : "changed", before, after });
    }
  }
  takeEqual(a.lines + 1);
  return fold(rows);
}

/** The number of the line that begins at `place`; one past the last for what lies beyond. */
function lineFrom(text: Text, place: number): number {
  return place > text.length ? text.lines + 1 : text.lineAt(place).number;
}

function fold(rows: readonly Row[]): (Row | Fold)[] {
  const near = rows.map((_, i) =>
    rows.slice(Math.max(0, i - AROUND), i + AROUND + 1).some((row) => row.kind === "changed"),
  );
  const shown: (Row | Fold)[] = [];
  rows.forEach((row, i) => {
    const last = shown.at(-1);
    if (near[i]) shown.push(row);
    else if (last?.kind === "fold") last.lines += 1;
    else shown.push({ kind: "fold", lines: 1 });
  });
  return shown;
}
