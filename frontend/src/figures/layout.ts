import type { GraphData } from "./types";

export interface Place {
  column: number;
  /** May be a half. */
  row: number;
}

export interface Placed {
  /** Where each node stands, by id. */
  at: Map<string, Place>;
  /** The places that each edge runs through, in the columns between its ends. */
  via: Place[][];
  columns: number;
  rows: number;
}

const SWEEPS = 4;

/**
 * Places a graph without cycles in columns from left to right.
 *
 * A node stands one column right of the last of what it needs. Nodes that need nothing stand right
 * before what needs them first. An edge over several columns has a place of its own in each of
 * them. Within a column the order follows the neighbors' mean row, after Sugiyama, Tagawa and Toda
 * (1981).
 */
export function layOut({ nodes, edges }: GraphData): Placed {
  const before = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  const after = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const [from, to] of edges) {
    before.get(to!)?.push(from!);
    after.get(from!)?.push(to!);
  }
  const column = new Map<string, number>();
  const depth = (id: string): number => {
    const known = column.get(id);
    if (known !== undefined) return known;
    const found = Math.max(-1, ...before.get(id)!.map(depth)) + 1;
    column.set(id, found);
    return found;
  };
  for (const { id } of nodes) depth(id);
  for (const { id } of nodes) {
    const next = after.get(id)!.map((other) => column.get(other)!);
    if (before.get(id)!.length === 0 && next.length > 0) column.set(id, Math.min(...next) - 1);
  }
  const bends = edges.map(([from, to], number) => {
    const ids: string[] = [];
    let last = from!;
    for (let between = column.get(from!)! + 1; between < column.get(to!)!; between++) {
      const id = `bend ${number} ${between}`;
      column.set(id, between);
      before.set(id, [last]);
      after.set(id, []);
      after.get(last)!.push(id);
      ids.push(id);
      last = id;
    }
    if (last !== from) {
      before.get(to!)!.push(last);
      after.get(last)!.push(to!);
    }
    return ids;
  });
  const columns: string[][] = [];
  for (const [id, number] of column) (columns[number] ??= []).push(id);
  const full = Array.from(columns, (ids) => ids ?? []);
  const rows = Math.max(...full.map((ids) => ids.length));
  const at = new Map<string, Place>();
  const place = () => {
    full.forEach((ids, number) => {
      const top = (rows - ids.length) / 2;
      ids.forEach((id, index) => at.set(id, { column: number, row: top + index }));
    });
  };
  place();
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const neighbors = sweep % 2 === 0 ? before : after;
    for (const ids of full) {
      const mean = (id: string): number => {
        const others = neighbors.get(id)!.map((other) => at.get(other)!.row);
        if (others.length === 0) return at.get(id)!.row;
        return others.reduce((sum, row) => sum + row, 0) / others.length;
      };
      const wanted = new Map(ids.map((id) => [id, mean(id)]));
      ids.sort((a, b) => wanted.get(a)! - wanted.get(b)!);
    }
    place();
  }
  const via = bends.map((ids) => ids.map((id) => at.get(id)!));
  return { at, via, columns: full.length, rows };
}
