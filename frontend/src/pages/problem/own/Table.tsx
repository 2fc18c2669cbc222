import type { JSX, TargetedClipboardEvent, TargetedKeyboardEvent } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import { formatShape } from "../../../values/format";
import { blockOf, entryAt, ofRank, shapeOf, withBlock, withEntry } from "./grid";
import { placeOf } from "./read";
import { findTree, type Tree } from "./tree";
import type { Layout } from "./type";

/** What is done to all axes of a name at once. */
export type AxisChange = { size: number } | { without: number };

interface TableProps {
  tree: Tree;
  layout: Layout;
  /** The parameter and the way to this array in it: what the ids of the entries begin with. */
  at: string;
  label: string;
  invalid: ReadonlySet<string>;
  /** The id of what says why, for entries that are wrong. */
  faultId: string;
  onTree(tree: Tree): void;
  /** Another text than entries was pasted: it takes the place of all. */
  onAxis(axis: number, change: AxisChange): void;
  /** Several entries change at once: what was before can be brought back. */
  onBlock(tree: Tree): void;
}

export const fillerOf = (dtype: string): string => (dtype === "bool" ? "False" : "0");

/** An array as a table of fields; with more than two axes a table for each index of the others. */
export function Table(props: TableProps): JSX.Element {
  const { tree, layout, at, label, onAxis } = props;
  const wanted = useRef<string | null>(null);
  const shape = shapeOf(tree) ?? [];
  const rank = shape.length;
  const outer = shape.slice(0, -2).reduce<number[][]>(
    (all, size) => all.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  );

  useLayoutEffect(() => {
    // A row that was just added can only be entered once it is there.
    if (wanted.current === null) return;
    document.getElementById(wanted.current)?.focus();
    wanted.current = null;
  });

  const go = (index: readonly number[]) => {
    const id = `input-${[at, ...index].join(".")}`;
    const there = document.getElementById(id);
    if (there) there.focus();
    else wanted.current = id;
  };

  return (
    <div class="grid">
      <p class="grid__sizes">
        <span class="grid__shape">shape {formatShape(shape)}</span>
        {layout.axes.map((dim, axis) => (
          <Stepper
            key={axis}
            name={typeof dim === "string" ? dim : axisName(axis, rank)}
            of={label}
            size={shape[axis] ?? 0}
            fixed={typeof dim === "number"}
            least={axis === rank - 1 ? 0 : 1}
            onSize={(size) => onAxis(axis, { size })}
          />
        ))}
      </p>
      <div class="grid__tables">
        {outer.map((index) => (
          <Sheet key={index.join()} {...props} shape={shape} outer={index} onGo={go} />
        ))}
      </div>
    </div>
  );
}

function axisName(axis: number, rank: number): string {
  if (rank === 1) return "entries";
  return ["columns", "rows"][rank - 1 - axis] ?? `axis ${axis}`;
}

interface StepperProps {
  name: string;
  of: string;
  size: number;
  fixed: boolean;
  least: number;
  onSize(size: number): void;
}

function Stepper({ name, of, size, fixed, least, onSize }: StepperProps): JSX.Element {
  if (fixed) {
    return (
      <span class="stepper">
        {name} {size}
      </span>
    );
  }
  return (
    <span class="stepper" role="group" aria-label={`${name} of ${of}`}>
      {name}
      <button
        type="button"
        aria-label={`One less: ${name} of ${of}`}
        disabled={size <= least}
        onClick={() => onSize(size - 1)}
      >
        −
      </button>
      <output>{size}</output>
      <button
        type="button"
        aria-label={`One more: ${name} of ${of}`}
        onClick={() => onSize(size + 1)}
      >
        +
      </button>
    </span>
  );
}

interface SheetProps extends TableProps {
  shape: readonly number[];
  /** The index of this table on all but the last two axes. */
  outer: readonly number[];
  onGo(index: readonly number[]): void;
}

/** One table: a row and a column of buttons that remove, and the entries. */
function Sheet(props: SheetProps): JSX.Element {
  const { layout, at, label, shape, outer, onAxis, onGo } = props;
  const rank = shape.length;
  const columns = shape.at(-1)!;
  const rows = rank > 1 ? shape.at(-2)! : 1;
  const canDrop = (axis: number, least: number) =>
    typeof layout.axes[axis] !== "number" && shape[axis]! > least;
  const indexOf = (row: number, column: number) =>
    rank > 1 ? [...outer, row, column] : [column];

  return (
    <table aria-label={outer.length > 0 ? `${label}[${outer.join(", ")}]` : label}>
      {outer.length > 0 && <caption>{`[${outer.join(", ")}, :, :]`}</caption>}
      {canDrop(rank - 1, 1) && (
        <thead>
          <tr>
            {rank > 1 && <td />}
            {Array.from({ length: columns }, (_, column) => (
              <th key={column} scope="col">
                <Drop
                  id={`column-${[at, ...outer, column].join(".")}`}
                  what={`${rank > 1 ? "column" : "entry"} ${column + 1} of ${label}`}
                  number={column + 1}
                  onDrop={() => onAxis(rank - 1, { without: column })}
                  onLeave={(key) => key === "ArrowDown" && onGo(indexOf(0, column))}
                />
              </th>
            ))}
          </tr>
        </thead>
      )}
      <tbody>
        {Array.from({ length: rows }, (_, row) => (
          <tr key={row}>
            {rank > 1 && (
              <th scope="row">
                {canDrop(rank - 2, 1) && (
                  <Drop
                    id={`row-${[at, ...outer, row].join(".")}`}
                    what={`row ${row + 1} of ${label}`}
                    number={row + 1}
                    onDrop={() => onAxis(rank - 2, { without: row })}
                    onLeave={(key) => key === "ArrowRight" && onGo(indexOf(row, 0))}
                  />
                )}
              </th>
            )}
            {Array.from({ length: columns }, (_, column) => (
              <td key={column}>
                <Entry {...props} index={indexOf(row, column)} rows={rows} columns={columns} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface DropProps {
  id: string;
  what: string;
  number: number;
  onDrop(): void;
  onLeave(key: string): void;
}

/** Removes a row or a column; reached by the arrows, so that Tab goes from entry to entry. */
function Drop({ id, what, number, onDrop, onLeave }: DropProps): JSX.Element {
  return (
    <button
      type="button"
      id={id}
      class="grid__drop"
      tabIndex={-1}
      title={`Remove ${what}`}
      aria-label={`Remove ${what}`}
      onClick={onDrop}
      onKeyDown={({ key }) => onLeave(key)}
    >
      {number}
    </button>
  );
}

interface EntryProps extends SheetProps {
  index: readonly number[];
  rows: number;
  columns: number;
}

function Entry(props: EntryProps): JSX.Element {
  const { tree, layout, at, label, invalid, faultId, outer, index, rows, columns } = props;
  const { onTree, onBlock, onAxis, onGo } = props;
  const rank = layout.axes.length;
  const id = [at, ...index].join(".");
  const text = entryAt(tree, index);
  const row = rank > 1 ? index.at(-2)! : 0;
  const column = index.at(-1)!;

  /** Go to another entry, or to the buttons beside the table. */
  const step = (down: number, right: number): boolean => {
    const [r, c] = [row + down, column + right];
    if (r < 0) return focus(`column-${[at, ...outer, column].join(".")}`);
    if (c < 0) return rank > 1 && focus(`row-${[at, ...outer, row].join(".")}`);
    if (r >= rows || c >= columns) return false;
    onGo(rank > 1 ? [...outer, r, c] : [c]);
    return true;
  };

  /** To the next row or, in a vector, to the next entry; behind the last a new one is made. */
  const enter = () => {
    const axis = rank > 1 ? rank - 2 : 0;
    if (rank > 1 ? step(1, 0) : step(0, 1)) return;
    if (typeof layout.axes[axis] === "number") return;
    onGo(rank > 1 ? [...outer, row + 1, column] : [column + 1]);
    onAxis(axis, { size: (rank > 1 ? rows : columns) + 1 });
  };

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLInputElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const field = event.currentTarget;
    const { selectionStart: from, selectionEnd: to, value } = field;
    const whole = field.type === "checkbox" || (from === 0 && to === value.length);
    const moves: Record<string, () => boolean | void> = {
      ArrowUp: () => step(-1, 0),
      ArrowDown: () => step(1, 0),
      ArrowLeft: () => (whole || to === 0) && step(0, -1),
      ArrowRight: () => (whole || from === value.length) && step(0, 1),
      Enter: () => (event.shiftKey ? step(-1, 0) : enter()),
    };
    const move = moves[event.key];
    if (!move || (event.shiftKey && event.key !== "Enter")) return;
    if (move() !== false || event.key === "Enter") event.preventDefault();
  };

  const onPaste = (event: TargetedClipboardEvent<HTMLInputElement>) => {
    const pasted = event.clipboardData?.getData("text/plain") ?? "";
    const array = /^\s*((np|numpy)\.)?(array|asarray)?\s*[[(]/.test(pasted) && findTree(pasted);
    const block = array ? null : blockOf(pasted);
    if (array && array.kind === "list") onBlock(ofRank(array, rank));
    else if (block) onBlock(withBlock(tree, index, block, fillerOf(layout.dtype)));
    else return;
    event.preventDefault();
  };

  const common = {
    id: `input-${id}`,
    "aria-label": `${label}, ${placeOf(index)}`,
    "aria-invalid": invalid.has(id),
    "aria-describedby": invalid.has(id) ? faultId : undefined,
    onKeyDown,
  };
  if (layout.dtype === "bool") {
    const truth = /^true$/i.test(text);
    return (
      <input
        {...common}
        type="checkbox"
        checked={truth}
        onChange={() => onTree(withEntry(tree, index, truth ? "False" : "True"))}
      />
    );
  }
  return (
    <input
      {...common}
      value={text}
      size={Math.min(14, Math.max(4, text.length + 1))}
      spellcheck={false}
      autocomplete="off"
      autocapitalize="off"
      onFocus={(event) => event.currentTarget.select()}
      onInput={(event) => onTree(withEntry(tree, index, event.currentTarget.value))}
      onPaste={onPaste}
    />
  );
}

function focus(id: string): boolean {
  const there = document.getElementById(id);
  there?.focus();
  return there !== null;
}
