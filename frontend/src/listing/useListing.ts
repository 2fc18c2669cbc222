import { useMemo } from "preact/hooks";

import { useRouter } from "../router";
import { addressOf, applyFilter, readFilter, type Filter, type Listed } from "./filter";

/** A list narrowed by the filter that is in the address. */
export interface Listing<T> {
  filter: Filter;
  found: T[];
  change(part: Partial<Filter>): void;
  /** Forget the filter. */
  showAll(): void;
}

export function useListing<T extends Listed>(list: string, items: readonly T[] | null): Listing<T> {
  const { query, go } = useRouter();
  const filter = readFilter(query);
  const found = useMemo(
    () => (items === null ? [] : applyFilter(items, filter)),
    [items, addressOf(list, filter)],
  );
  return {
    filter,
    found,
    change: (part) => go(addressOf(list, { ...filter, ...part }), { replace: true }),
    showAll: () => go(list, { replace: true }),
  };
}
