import type { Issue } from "../../api/types";

/** What is known to be wrong with the text as it is: of the newest preview, and of its check. */
export function issuesNow(
  text: string,
  previewed: string | null,
  first: readonly Issue[],
  checked: string,
  second: readonly Issue[],
): Issue[] {
  // While the author types, the issues of a moment ago stay, so that the list does not flicker.
  const found = previewed === null ? [] : [...first];
  if (checked === text) found.push(...second);
  const seen = new Set<string>();
  return found
    .filter(({ line, message }) => {
      const key = `${line} ${message}`;
      return !seen.has(key) && seen.add(key);
    })
    .sort((a, b) => a.line - b.line);
}
