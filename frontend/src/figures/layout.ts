import type { GraphData } from "./types";

export interface Placed {
  /** Column and row of each node, by id; rows may be halves. */
  at: Map<string, { column: number; row: number }>;
  columns: number;
  rows: number;
}

const SWEEPS = 4;

/**
 * Places a graph without cycles in columns from left to right.
 *
 * A node stands one column right of the last of what it needs. Nodes that need nothing stand right
 * before what needs them first. Within a column the order follows the neighbours' mean row, after
 * Sugiyama, Tagawa and Toda (1981).
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
  const columns: string[][] = [];
  for (const { id } of nodes) (columns[column.get(id)!] ??= []).push(id);
  const full = Array.from(columns, (ids) => ids ?? []);
  const rows = Math.max(...full.map((ids) => ids.length));
  const at = new Map<string, { column: number; row: number }>();
  const place = () => {
    full.forEach((ids, number) => {
      const top = (rows - ids.length) / 2;
      ids.forEach((id, index) => at.set(id, { column: number, row: top + index }));
    });
  };
  place();
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const neighbours = sweep % 2 === 0 ? before : after;
    for (const ids of full) {
      const mean = (id: string): number => {
        const others = neighbours.get(id)!.map((other) => at.get(other)!.row);
        if (others.length === 0) return at.get(id)!.row;
        return others.reduce((sum, row) => sum + row, 0) / others.length;
      };
      const wanted = new Map(ids.map((id) => [id, mean(id)]));
      ids.sort((a, b) => wanted.get(a)! - wanted.get(b)!);
    }
    place();
  }
  return { at, columns: full.length, rows };
}
