import { useEffect, useRef, useState } from "preact/hooks";

import type { Page } from "../api/types";

/** A list that comes page by page. */
export interface List<T> {
  /** What has come so far; null before the first page. */
  items: readonly T[] | null;
  /** Whether there is more, or may be. */
  more: boolean;
  busy: boolean;
  /** Why the last page did not come. */
  failure: unknown;
  /** Ask for the next page, or again for the one that did not come. */
  next(): void;
  /** Ask for all anew, from the first page. */
  reload(): void;
}

/** Read a list by `load`, anew whenever `key` changes; late answers to an earlier wish are dropped. */
export function useList<T>(
  load: (cursor: string | null) => Promise<Page<T>>,
  key: string,
): List<T> {
  const [items, setItems] = useState<readonly T[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [busy, setBusy] = useState(true);
  const [failure, setFailure] = useState<unknown>(null);
  const turn = useRef(0);

  const read = (from: string | null) => {
    const mine = ++turn.current;
    setBusy(true);
    setFailure(null);
    load(from).then(
      (page) => {
        if (turn.current !== mine) return;
        setItems((known) => (from === null ? page.items : [...(known ?? []), ...page.items]));
        setCursor(page.next);
        setBusy(false);
      },
      (error: unknown) => {
        if (turn.current !== mine) return;
        setFailure(error);
        setBusy(false);
      },
    );
  };

  useEffect(() => {
    read(null);
    return () => void ++turn.current;
  }, [key]);

  return {
    items,
    more: cursor !== null,
    busy,
    failure,
    next: () => !busy && read(cursor),
    reload: () => read(null),
  };
}
