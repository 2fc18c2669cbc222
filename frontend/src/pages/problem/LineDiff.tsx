import type { JSX } from "preact";
import { useMemo } from "preact/hooks";

import { compareLines, type Row } from "./lines";
import "./diff.css";

/** A text to be compared, and what it is called. */
export interface Side {
  title: string;
  code: string;
}

/** Two texts side by side, with what differs; one above the other on narrow screens. */
export function LineDiff({ before, after }: { before: Side; after: Side }): JSX.Element {
  const rows = useMemo(() => compareLines(before.code, after.code), [before.code, after.code]);
  if (rows.every((row) => row.kind === "fold")) return <p class="quiet">They are the same.</p>;
  return (
    <div class="scroll-x" tabIndex={0} role="region" aria-label="What differs">
      <table class="lines">
        <colgroup>
          <col class="lines__numbers" />
          <col />
          <col class="lines__numbers" />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th scope="col" colSpan={2}>
              {before.title}
            </th>
            <th scope="col" colSpan={2}>
              {after.title}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) =>
            row.kind === "fold" ? (
              <tr key={i} class="lines__fold">
                <td colSpan={4}>
                  {row.lines === 1 ? "1 equal line" : `${row.lines} equal lines`}
                </td>
              </tr>
            ) : (
              <tr key={i} class={`lines__${row.kind}`}>
                <Cells line={row.before} change={row.kind === "changed" ? "removed" : null} />
                <Cells line={row.after} change={row.kind === "changed" ? "added" : null} />
              </tr>
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}

interface CellsProps {
  line: Row["before"];
  change: "removed" | "added" | null;
}

function Cells({ line, change }: CellsProps): JSX.Element {
  const kind = line && change ? `lines__${change}` : undefined;
  return (
    <>
      <td class="lines__number">{line?.number}</td>
      <td class={kind}>
        {line && change && <span class="visually-hidden">{change}: </span>}
        {line?.text}
      </td>
    </>
  );
}
