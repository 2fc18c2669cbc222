import { leaf, list, type Tree } from "./tree";

/** The sizes of a rectangular tree, or null when it is ragged, or no array. */
export function shapeOf(tree: Tree): number[] | null {
  if (tree.kind === "leaf") return [];
  if (tree.kind === "map") return null;
  const shapes = tree.items.map(shapeOf);
  const [first = []] = shapes;
  const same = shapes.every((shape) => shape !== null && String(shape) === String(first));
  return same && first !== null ? [tree.items.length, ...first] : null;
}

/** The leaf at an index. */
export function entryAt(tree: Tree, index: readonly number[]): string {
  let here: Tree | undefined = tree;
  for (const i of index) here = here?.kind === "list" ? here.items[i] : undefined;
  return here?.kind === "leaf" ? here.text : "";
}

/** The tree with another text at an index. */
export function withEntry(tree: Tree, index: readonly number[], text: string): Tree {
  const [i, ...rest] = index;
  if (i === undefined) return leaf(text);
  if (tree.kind !== "list") return tree;
  return list(tree.items.map((item, at) => (at === i ? withEntry(item, rest, text) : item)));
}

/** A tree of this shape with `filler` everywhere. */
export function filled(shape: readonly number[], filler: string): Tree {
  const [size, ...rest] = shape;
  if (size === undefined) return leaf(filler);
  return list(Array.from({ length: size }, () => filled(rest, filler)));
}

/** The tree cut or filled up to another size along an axis. */
export function resized(tree: Tree, axis: number, size: number, filler: string): Tree {
  if (tree.kind !== "list") return tree;
  if (axis > 0) return list(tree.items.map((item) => resized(item, axis - 1, size, filler)));
  const shape = tree.items[0] ? (shapeOf(tree.items[0]) ?? []) : [];
  const more = Array.from({ length: Math.max(0, size - tree.items.length) }, () =>
    filled(shape, filler),
  );
  return list([...tree.items.slice(0, size), ...more]);
}

/** The tree without one row, column or slice. */
export function without(tree: Tree, axis: number, index: number): Tree {
  if (tree.kind !== "list") return tree;
  if (axis > 0) return list(tree.items.map((item) => without(item, axis - 1, index)));
  return list(tree.items.filter((_, i) => i !== index));
}

/** The rows of text copied from a spreadsheet or a table; null for what is one entry. */
export function blockOf(text: string): string[][] | null {
  const rows = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n");
  const between = text.includes("\t") ? "\t" : /[,;]\s/.test(text) ? /[,;]\s*/ : /[,;\s]+/;
  const block = rows.map((row) => row.trim().split(between).map((part) => part.trim()));
  return block.length === 1 && block[0]!.length === 1 ? null : block;
}

/**
 * The tree with a block of entries put in from an index on; it grows as far as the block needs.
 *
 * @param index where the block's first entry goes; in a vector a block lies in one line
 */
export function withBlock(
  tree: Tree,
  index: readonly number[],
  block: readonly (readonly string[])[],
  filler: string,
): Tree {
  const rank = index.length;
  const rows = rank === 1 ? [block.flat()] : block;
  const column = index.at(-1)!;
  const width = Math.max(...rows.map((row) => row.length));
  let next = grown(tree, rank - 1, column + width, filler);
  if (rank > 1) next = grown(next, rank - 2, index.at(-2)! + rows.length, filler);
  rows.forEach((cells, r) =>
    cells.forEach((text, c) => {
      const row = rank > 1 ? [index.at(-2)! + r] : [];
      next = withEntry(next, [...index.slice(0, -2), ...row, column + c], text);
    }),
  );
  return next;
}

function grown(tree: Tree, axis: number, size: number, filler: string): Tree {
  const now = shapeOf(tree)?.[axis] ?? 0;
  return size > now ? resized(tree, axis, size, filler) : tree;
}

/** An array of this rank from one that has only axes of size one more or less, as vectors have. */
export function ofRank(tree: Tree, rank: number): Tree {
  const shape = shapeOf(tree);
  if (!shape || shape.length === rank || tree.kind !== "list") return tree;
  if (rank === 1 && shape.length === 2 && Math.min(...shape) === 1) {
    return list(tree.items.flatMap((row) => (row.kind === "list" ? row.items : [row])));
  }
  return tree;
}
