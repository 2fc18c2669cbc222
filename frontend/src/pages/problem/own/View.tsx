import type { JSX } from "preact";

import { Icon } from "../../../components/Icon";
import { resized, shapeOf, without } from "./grid";
import { isNone } from "./read";
import { fillerOf, Table, type AxisChange } from "./Table";
import { leaf, list, type Tree } from "./tree";
import { layoutOf, type Layout, type Type } from "./type";

/** More entries than these are edited as text. */
export const MOST_ENTRIES = 240;

/** What all parts of one parameter's form share. */
export interface Form {
  invalid: ReadonlySet<string>;
  faultId: string;
  /** Values that examples give, to choose from. */
  offered: readonly string[];
  /** Sizes of a name are one size: all arrays of the form follow. */
  onDim(name: string, change: AxisChange): void;
}

interface ViewProps {
  type: Type;
  tree: Tree;
  /** The parameter and the way to this part of it. */
  at: string;
  label: string;
  form: Form;
  onTree(tree: Tree): void;
  /** A change of many entries at once, which can be taken back. */
  onBlock(tree: Tree): void;
}

/** Whether a value has a form, rather than text alone. */
export function isShowable(type: Type, tree: Tree): boolean {
  const layout = layoutFor(type, tree);
  if (layout && layout.axes.length > 0) {
    const shape = shapeOf(tree);
    const entries = shape?.reduce((product, size) => product * size, 1) ?? 0;
    const fits = shape?.length === layout.axes.length && entries <= MOST_ENTRIES;
    return fits && (entries > 0 || shape.length === 1);
  }
  if (layout) return tree.kind === "leaf";
  switch (type.kind) {
    case "scalar":
      return type.name === "str" && tree.kind === "leaf";
    case "optional":
      return isNone(tree) || isShowable(type.item, tree);
    case "list":
      return tree.kind === "list" && tree.items.every((item) => isShowable(type.item, item));
    case "tuple":
      return (
        tree.kind === "list" &&
        tree.items.length === type.items.length &&
        type.items.every((item, i) => isShowable(item, tree.items[i]!))
      );
    case "dict":
      return (
        tree.kind === "map" && tree.entries.every(([, item]) => isShowable(type.item, item))
      );
    default:
      return false;
  }
}

function layoutFor(type: Type, tree: Tree): Layout | null {
  return layoutOf(type, shapeOf(tree)?.length ?? 0);
}

/** A value with all axes of a name cut, filled up, or without one index. */
export function changeAxes(
  tree: Tree,
  layout: Layout,
  fits: (dim: string | number | null, axis: number) => boolean,
  change: AxisChange,
): Tree {
  const filler = fillerOf(layout.dtype);
  return layout.axes.reduce<Tree>((now, dim, axis) => {
    if (!fits(dim, axis)) return now;
    if ("without" in change) return without(now, axis, change.without);
    return resized(now, axis, change.size, filler);
  }, tree);
}

/** The form for one value: a table, a field, or the forms of its parts. */
export function View(props: ViewProps): JSX.Element {
  const { type, tree, at, label, form, onTree, onBlock } = props;
  const layout = layoutFor(type, tree);
  if (layout && layout.axes.length > 0) {
    const onAxis = (axis: number, change: AxisChange) => {
      const name = layout.axes[axis];
      if (typeof name === "string" && !at.includes(".")) form.onDim(name, change);
      else onBlock(changeAxes(tree, layout, (dim, i) => i === axis || (dim !== null && dim === name), change));
    };
    return (
      <Table
        tree={tree}
        layout={layout}
        at={at}
        label={label}
        invalid={form.invalid}
        faultId={form.faultId}
        onTree={onTree}
        onBlock={onBlock}
        onAxis={onAxis}
      />
    );
  }
  if (layout || type.kind === "scalar") {
    return <Scalar {...props} dtype={layout?.dtype ?? "str"} />;
  }
  if (type.kind === "optional") return <Optional {...props} item={type.item} />;
  if (type.kind === "dict") return <Entries {...props} item={type.item} />;
  if (type.kind === "list" || type.kind === "tuple") return <Items {...props} />;
  return <></>;
}

function Scalar({ tree, at, label, form, dtype, onTree }: ViewProps & { dtype: string }): JSX.Element {
  const text = tree.kind === "leaf" ? tree.text : "";
  const common = {
    id: `input-${at}`,
    "aria-label": label,
    "aria-invalid": form.invalid.has(at),
    "aria-describedby": form.invalid.has(at) ? form.faultId : undefined,
  };
  if (dtype === "bool") {
    return (
      <select {...common} onChange={(event) => onTree(leaf(event.currentTarget.value))}>
        <option selected={/^true$/i.test(text)}>True</option>
        <option selected={!/^true$/i.test(text)}>False</option>
      </select>
    );
  }
  const isText = dtype === "str";
  return (
    <>
      <input
        {...common}
        class={isText ? undefined : "own__number"}
        value={text}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        list={isText && form.offered.length > 1 ? `offered-${at}` : undefined}
        onInput={(event) => onTree(leaf(event.currentTarget.value, isText))}
      />
      {isText && form.offered.length > 1 && (
        <datalist id={`offered-${at}`}>
          {form.offered.map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
      )}
    </>
  );
}

function Optional(props: ViewProps & { item: Type }): JSX.Element {
  const { tree, label, item, onBlock } = props;
  const none = isNone(tree);
  return (
    <div>
      <label class="own__none">
        <input
          type="checkbox"
          checked={none}
          onChange={() => onBlock(none ? blank(item) : leaf("None"))}
        />{" "}
        {label} is None
      </label>
      {!none && <View {...props} type={item} />}
    </div>
  );
}

/** A list, whose items may be added and removed, or a tuple. */
function Items(props: ViewProps): JSX.Element {
  const { type, tree, at, label, form, onTree, onBlock } = props;
  const items = tree.kind === "list" ? tree.items : [];
  const typeOf = (i: number): Type => {
    if (type.kind === "tuple") return type.items[i]!;
    return type.kind === "list" ? type.item : { kind: "scalar", name: "any" };
  };
  const place = (i: number, item: Tree) => list(items.map((old, at) => (at === i ? item : old)));
  return (
    <div class="own__items">
      {items.map((item, i) => (
        <div key={i} class="own__item" role="group" aria-label={`${label}[${i}]`}>
          <span class="own__key">[{i}]</span>
          <View
            type={typeOf(i)}
            tree={item}
            at={`${at}.${i}`}
            label={`${label}[${i}]`}
            form={{ ...form, offered: [] }}
            onTree={(next) => onTree(place(i, next))}
            onBlock={(next) => onBlock(place(i, next))}
          />
          {type.kind === "list" && (
            <Remove
              what={`${label}[${i}]`}
              onRemove={() => onBlock(list(items.filter((_, at) => at !== i)))}
            />
          )}
        </div>
      ))}
      {type.kind === "list" && (
        <button
          type="button"
          class="text-button"
          onClick={() => onBlock(list([...items, items.at(-1) ?? blank(type.item)]))}
        >
          Add to {label}
        </button>
      )}
    </div>
  );
}

function Entries(props: ViewProps & { item: Type }): JSX.Element {
  const { tree, at, label, item, form, onTree, onBlock } = props;
  const entries = tree.kind === "map" ? tree.entries : [];
  const place = (i: number, entry: readonly [string, Tree]): Tree => ({
    kind: "map",
    entries: entries.map((old, at) => (at === i ? entry : old)),
  });
  const unused = () => {
    const keys = new Set(entries.map(([key]) => key));
    return ["a", "b", "c", "d", "e", "f"].find((key) => !keys.has(key)) ?? `key ${keys.size}`;
  };
  return (
    <div class="own__items">
      {entries.map(([key, value], i) => (
        <div key={i} class="own__item" role="group" aria-label={`${label}[“${key}”]`}>
          <input
            class="own__key"
            value={key}
            aria-label={`${label}, key ${i + 1}`}
            spellcheck={false}
            autocapitalize="off"
            onInput={(event) => onTree(place(i, [event.currentTarget.value, value]))}
          />
          <View
            type={item}
            tree={value}
            at={`${at}.${i}`}
            label={`${label}, value of “${key}”`}
            form={{ ...form, offered: [] }}
            onTree={(next) => onTree(place(i, [key, next]))}
            onBlock={(next) => onBlock(place(i, [key, next]))}
          />
          <Remove
            what={`“${key}” of ${label}`}
            onRemove={() => onBlock({ kind: "map", entries: entries.filter((_, at) => at !== i) })}
          />
        </div>
      ))}
      <button
        type="button"
        class="text-button"
        onClick={() =>
          onBlock({ kind: "map", entries: [...entries, [unused(), entries.at(-1)?.[1] ?? blank(item)]] })
        }
      >
        Add to {label}
      </button>
    </div>
  );
}

function Remove({ what, onRemove }: { what: string; onRemove(): void }): JSX.Element {
  return (
    <button
      type="button"
      class="own__remove"
      aria-label={`Remove ${what}`}
      title={`Remove ${what}`}
      onClick={onRemove}
    >
      <Icon name="cross" />
    </button>
  );
}

/** A first value of a type, to go on from. */
export function blank(type: Type): Tree {
  switch (type.kind) {
    case "array": {
      const filler = leaf(fillerOf(type.dtype));
      return (type.dims ?? [1]).reduceRight<Tree>(
        (inner, dim) => list(Array.from({ length: typeof dim === "number" ? dim : 1 }, () => inner)),
        filler,
      );
    }
    case "scalar":
      return type.name === "str" ? leaf("", true) : leaf(fillerOf(type.name));
    case "tuple":
      return list(type.items.map(blank));
    case "list":
      return list([]);
    case "dict":
      return { kind: "map", entries: [] };
    default:
      return leaf("None");
  }
}
