import type { AdminProblem } from "../../api/types";

/** A problem in the list: from the server, or only begun in this browser (`fresh`). */
export interface Row extends AdminProblem {
  draft: boolean;
  fresh: boolean;
}

/** What the list is to show, kept in the URL. */
export interface Wish {
  q: string;
  kind: string;
  state: string;
  /** A column, with a minus for the other way round. */
  sort: string;
}

export const STATES = [
  { name: "draft", label: "drafts in this browser", is: (row: Row) => row.draft },
  { name: "withdrawn", label: "withdrawn", is: (row: Row) => row.withdrawn },
  { name: "differs", label: "differs from its file", is: (row: Row) => row.differs_from_file },
  { name: "weak", label: "mutants survive", is: (row: Row) => (row.mutants?.surviving ?? 0) > 0 },
] as const;

export function readWish(query: URLSearchParams): Wish {
  const get = (name: string) => query.get(name) ?? "";
  return { q: get("q"), kind: get("kind"), state: get("state"), sort: get("sort") };
}

export function addressOf(wish: Wish): string {
  const query = new URLSearchParams(Object.entries(wish).filter(([, value]) => value !== ""));
  return query.size > 0 ? `/admin?${query}` : "/admin";
}

export const COLUMNS: Record<string, (row: Row) => number | string> = {
  number: (row) => row.number ?? Infinity,
  title: (row) => row.title.toLowerCase(),
  accepted: (row) => acceptance(row) ?? -1,
  mutants: (row) => killedShare(row) ?? 2,
  updated: (row) => row.updated_at,
};

/** Share of judged attempts that were accepted; null before the first. */
export function acceptance(row: AdminProblem): number | null {
  return row.judged === 0 ? null : row.accepted / row.judged;
}

/** Share of the mutants that can be told apart and are; null before the gate has made any. */
export function killedShare(row: AdminProblem): number | null {
  if (row.mutants === null) return null;
  const { total, equivalent, killed } = row.mutants;
  return total - equivalent === 0 ? 1 : killed / (total - equivalent);
}

/** The rows that fit, in the wished order. */
export function arrange(rows: readonly Row[], wish: Wish): Row[] {
  const words = wish.q.toLowerCase().split(/\s+/).filter(Boolean);
  const state = STATES.find(({ name }) => name === wish.state);
  const column = COLUMNS[wish.sort.replace(/^-/, "")] ?? COLUMNS["number"]!;
  const way = wish.sort.startsWith("-") ? -1 : 1;
  return rows
    .filter((row) => {
      if (wish.kind && row.kind !== wish.kind) return false;
      if (state && !state.is(row)) return false;
      const text = `${row.number ?? ""} ${row.title} ${row.id}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => {
      const [x, y] = [column(a), column(b)];
      return way * (x < y ? -1 : x > y ? 1 : 0);
    });
}
