import type { JSX } from "preact";

import type { Value } from "../api/types";
import { Code } from "../text/Code";
import {
  NO_MARKS,
  dtypeOf,
  entries,
  members,
  shapeOf,
  type Marks,
} from "./compare";
import { formatCell, formatShape, type Cell } from "./format";
import "./values.css";

interface ValueViewProps {
  value: Value;
  marks?: Marks;
}

/** A value with its type: arrays as tables, differing entries marked. */
export function ValueView({ value, marks = NO_MARKS }: ValueViewProps): JSX.Element {
  return (
    <div class={marks.whole ? "value value--differs" : "value"}>
      <TypeLabel type={value.type} differs={marks.whole} />
      <Body value={value} marks={marks} />
    </div>
  );
}

function TypeLabel({ type, differs }: { type: string; differs: boolean }): JSX.Element {
  const shape = shapeOf(type);
  return (
    <p class="value__type">
      {shape === null ? (
        type
      ) : (
        <>
          {dtypeOf(type)} <span class="value__shape">{formatShape(shape)}</span>
        </>
      )}
      {differs && <span class="visually-hidden"> (not the expected type or shape)</span>}
    </p>
  );
}

function Body({ value, marks }: Required<ValueViewProps>): JSX.Element {
  const inner = members(value);
  if (inner) return <Members inner={inner} marks={marks} />;
  if (value.type === "callable") return <Code text={String(value.data)} language="python" />;

  const shape = shapeOf(value.type);
  const flat = entries(value);
  if (shape && shape.length > 0) {
    if (flat && flat.length > 0) return <Slices shape={shape} flat={flat} marks={marks} />;
    return <pre class="value__text">{value.text}</pre>;
  }
  const cell = flat?.[0] ?? (value.data as Cell);
  const differs = marks.cells.has(0);
  // A scalar's own text has all digits and its Python spelling: 1.0, not 1.
  const scalar = value.text !== "" && !value.text.includes("\n") ? value.text : null;
  return (
    <p class={differs ? "value__scalar differs" : "value__scalar"}>
      {scalar ?? formatCell(cell, differs)}
      {differs && <span class="visually-hidden"> (differs)</span>}
    </p>
  );
}

function Members({ inner, marks }: { inner: Record<string, Value>; marks: Marks }): JSX.Element {
  const keys = Object.keys(inner);
  if (keys.length === 0) return <p class="value__scalar">empty</p>;
  return (
    <dl class="value__members">
      {keys.map((key) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>
            <ValueView value={inner[key]!} marks={marks.members[key] ?? NO_MARKS} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface GridProps {
  shape: number[];
  flat: Cell[];
  marks: Marks;
}

/** An array of any rank as a stack of two-dimensional tables. */
function Slices({ shape, flat, marks }: GridProps): JSX.Element {
  const columns = shape.at(-1)!;
  const rows = shape.length > 1 ? shape.at(-2)! : 1;
  const outer = shape.slice(0, -2);
  const count = outer.reduce((product, dim) => product * dim, 1);
  const slices = Array.from({ length: count }, (_, slice) => slice);
  return (
    <div class="value__array scroll-x" tabIndex={0} role="group" aria-label="Array entries">
      {slices.map((slice) => (
        <table key={slice}>
          {outer.length > 0 && <caption>{`[${indexOf(slice, outer).join(", ")}]`}</caption>}
          <tbody>
            {Array.from({ length: rows }, (_, row) => (
              <tr key={row}>
                {Array.from({ length: columns }, (_, column) => {
                  const at = (slice * rows + row) * columns + column;
                  return (
                    <Entry
                      key={at}
                      cell={flat[at] ?? null}
                      differs={marks.cells.has(at)}
                      exact={marks.close.has(at)}
                    />
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}

function Entry(props: { cell: Cell; differs: boolean; exact: boolean }): JSX.Element {
  const { cell, differs, exact } = props;
  return (
    <td class={differs ? "differs" : undefined} title={formatCell(cell, true)}>
      {formatCell(cell, exact)}
      {differs && <span class="visually-hidden"> (differs)</span>}
    </td>
  );
}

function indexOf(slice: number, outer: readonly number[]): (number | ":")[] {
  const index: (number | ":")[] = [];
  for (const dim of [...outer].reverse()) {
    index.unshift(slice % dim);
    slice = Math.floor(slice / dim);
  }
  return [...index, ":", ":"];
}
