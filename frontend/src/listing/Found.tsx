import type { ComponentChildren, JSX } from "preact";

import type { Listed } from "./filter";
import type { Listing } from "./useListing";

/** How many fit, a way back to all, and what fits. */
export function Found<T extends Listed>(props: {
  /** One and many of them: "problem", "problems". */
  nouns: readonly [string, string];
  items: readonly T[];
  listing: Listing<T>;
  children: ComponentChildren;
}): JSX.Element {
  const { nouns, items, listing, children } = props;
  return (
    <>
      <p class="listing__count">
        <span role="status">{countWords(nouns, listing.found.length, items)}</span>
        {listing.found.length < items.length && (
          <button type="button" class="text-button" onClick={listing.showAll}>
            Show all {nouns[1]}
          </button>
        )}
      </p>
      {children}
    </>
  );
}

function countWords(
  [one, many]: readonly [string, string],
  found: number,
  items: readonly Listed[],
): string {
  if (items.length === 0) return `There are no ${many} yet.`;
  if (found === 0) return `No ${one} fits. Try fewer words or another filter.`;
  const solved = items.filter((item) => item.status === "solved").length;
  const all = `${items.length} ${items.length === 1 ? one : many}`;
  const shown = found === items.length ? all : `${found} of ${all}`;
  return solved > 0 ? `${shown}, ${solved} solved` : shown;
}
