import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { FailurePage } from "./components/FailurePage";

/** What a page reads from the server before it can be shown. */
export interface Loading<T> {
  value: T | null;
  failure: unknown;
  /** Put in its place what is newer than anything that is being read. */
  set(value: T): void;
  /** Change what is there, as `set` does. */
  change(update: (value: T) => T): void;
  /** Read it again; what is there stays until the new one has come. */
  again(): void;
}

/** Read something, and again whenever `keys` change; nothing before it is `wanted`. */
export function useLoading<T>(
  read: () => Promise<T>,
  keys: readonly unknown[],
  wanted = true,
): Loading<T> {
  const [value, put] = useState<T | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  // How often it was changed here: what was asked for before may not know of it.
  const changes = useRef(0);
  const again = () => setTries((n) => n + 1);
  useEffect(() => {
    if (!wanted) return;
    let gone = false;
    const before = changes.current;
    setFailure(null);
    read().then(
      (found) => {
        if (gone) return;
        if (changes.current === before) put(() => found);
        else again();
      },
      (error: unknown) => {
        if (!gone) setFailure(error);
      },
    );
    return () => {
      gone = true;
    };
  }, [...keys, wanted, tries]);
  const change = (update: (value: T) => T) => {
    changes.current += 1;
    put((now) => (now === null ? null : update(now)));
  };
  const set = (next: T) => {
    changes.current += 1;
    put(() => next);
  };
  return { value, failure, set, change, again };
}

/** The page while its value is not there: what is being waited for, or why it does not come. */
export function Waiting(props: {
  loading: Loading<unknown>;
  /** The page's thing, as in "The lab did not load". */
  what: string;
  children: ComponentChildren;
}): JSX.Element {
  const { loading, what, children } = props;
  if (loading.failure !== null) {
    return <FailurePage failure={loading.failure} what={what} onAgain={loading.again} />;
  }
  return (
    <main id="main" class="page page--narrow" tabIndex={-1}>
      <p class="loading">{children}</p>
    </main>
  );
}
