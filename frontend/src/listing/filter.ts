import type { Difficulty } from "../api/types";

/** What stands in a list to be looked through: a problem, a lab, a question deck. */
export interface Listed {
  id: string;
  number: number | null;
  title: string;
  difficulty: string;
  status: string | null;
  topics: string[];
  tags: string[];
  roles?: string[];
  levels?: string[];
  companies?: string[];
  acceptance?: number | null;
}

/** The lists that something may be looked for by, and what they are called in it. */
export const FACETS = {
  topic: "topics",
  tag: "tags",
  role: "roles",
  level: "levels",
  company: "companies",
} as const;

export type Facet = keyof typeof FACETS;

export const SORTS = ["number", "easiest", "hardest", "accepted", "title"] as const;
export type Sort = (typeof SORTS)[number];

/** What the reader asked a list for; kept in the URL. */
export interface Filter extends Record<Facet, string> {
  q: string;
  difficulty: Difficulty | "";
  status: "solved" | "attempted" | "new" | "";
  sort: Sort | "";
}

const DIFFICULTIES: readonly string[] = ["easy", "medium", "hard"];
const STATUSES: readonly string[] = ["solved", "attempted", "new"];

export function readFilter(query: URLSearchParams): Filter {
  const any = (name: string) => query.get(name) ?? "";
  const oneOf = (name: string, allowed: readonly string[]) =>
    allowed.includes(any(name)) ? any(name) : "";
  return {
    q: any("q"),
    topic: any("topic"),
    tag: any("tag"),
    role: any("role"),
    level: any("level"),
    company: any("company"),
    difficulty: oneOf("difficulty", DIFFICULTIES) as Filter["difficulty"],
    status: oneOf("status", STATUSES) as Filter["status"],
    sort: oneOf("sort", SORTS.slice(1)) as Filter["sort"],
  };
}

/** The address of a list with this filter; empty parts are left out. */
export function addressOf(list: string, filter: Filter): string {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ""));
  return query.size > 0 ? `${list}?${query}` : list;
}

/** What fits, in the wanted order: every word of `q` must be found somewhere. */
export function applyFilter<T extends Listed>(items: readonly T[], filter: Filter): T[] {
  const words = plain(filter.q).split(/\s+/).filter(Boolean);
  const facets = (Object.keys(FACETS) as Facet[]).filter((facet) => filter[facet] !== "");
  const found = items.filter((item) => {
    if (filter.difficulty && item.difficulty !== filter.difficulty) return false;
    if (filter.status && (item.status ?? "new") !== filter.status) return false;
    if (!facets.every((facet) => item[FACETS[facet]]?.includes(filter[facet]))) return false;
    return words.length === 0 || words.every((word) => textOf(item).includes(word));
  });
  return inOrder(found, filter.sort);
}

function inOrder<T extends Listed>(items: T[], sort: Filter["sort"]): T[] {
  const hardness = (item: T) => DIFFICULTIES.indexOf(item.difficulty);
  switch (sort) {
    case "easiest":
      return items.sort((a, b) => hardness(a) - hardness(b));
    case "hardest":
      return items.sort((a, b) => hardness(b) - hardness(a));
    case "accepted":
      return items.sort((a, b) => (b.acceptance ?? -1) - (a.acceptance ?? -1));
    case "title":
      return items.sort((a, b) => a.title.localeCompare(b.title));
    default:
      return items;
  }
}

/** The values of a facet with how many have them, most frequent first. */
export function valuesOf(items: readonly Listed[], facet: Facet): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of items.flatMap((item) => item[FACETS[facet]] ?? [])) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort(([a, n], [b, m]) => m - n || a.localeCompare(b));
}

const texts = new WeakMap<Listed, string>();

/** What is searched of an item; made once, since it is searched with every letter typed. */
function textOf(item: Listed): string {
  let text = texts.get(item);
  if (text === undefined) {
    const lists = Object.values(FACETS).flatMap((list) => item[list] ?? []);
    text = plain([item.number, item.title, item.id, ...lists].join(" "));
    texts.set(item, text);
  }
  return text;
}

function plain(text: string): string {
  return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/-/g, " ");
}
