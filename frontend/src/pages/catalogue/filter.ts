import type { Difficulty, ProblemItem } from "../../api/types";

/** What the reader asked the catalogue for; kept in the URL. */
export interface Filter {
  q: string;
  topic: string;
  difficulty: Difficulty | "";
  status: "solved" | "attempted" | "new" | "";
}

const DIFFICULTIES: readonly string[] = ["easy", "medium", "hard"];
const STATUSES: readonly string[] = ["solved", "attempted", "new"];

export function readFilter(query: URLSearchParams): Filter {
  const oneOf = (name: string, allowed: readonly string[]) => {
    const value = query.get(name) ?? "";
    return allowed.includes(value) ? value : "";
  };
  return {
    q: query.get("q") ?? "",
    topic: query.get("topic") ?? "",
    difficulty: oneOf("difficulty", DIFFICULTIES) as Filter["difficulty"],
    status: oneOf("status", STATUSES) as Filter["status"],
  };
}

/** The address of the catalogue with this filter; empty parts are left out. */
export function addressOf(filter: Filter): string {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ""));
  return query.size > 0 ? `/problems?${query}` : "/problems";
}

/** The problems that fit, in their order: every word of `q` must be found somewhere. */
export function applyFilter(items: readonly ProblemItem[], filter: Filter): ProblemItem[] {
  const words = plain(filter.q).split(/\s+/).filter(Boolean);
  return items.filter((item) => {
    if (filter.topic && !item.topics.includes(filter.topic)) return false;
    if (filter.difficulty && item.difficulty !== filter.difficulty) return false;
    if (filter.status && (item.status ?? "new") !== filter.status) return false;
    const text = plain(
      [item.number, item.title, item.id, ...item.topics, ...item.tags, ...item.companies].join(" "),
    );
    return words.every((word) => text.includes(word));
  });
}

/** Topics with the number of their problems, most frequent first. */
export function topicsOf(items: readonly ProblemItem[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const topic of items.flatMap((item) => item.topics)) {
    counts.set(topic, (counts.get(topic) ?? 0) + 1);
  }
  return [...counts].sort(([a, n], [b, m]) => m - n || a.localeCompare(b));
}

function plain(text: string): string {
  return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/-/g, " ");
}
