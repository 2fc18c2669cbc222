import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { FailurePage } from "./components/FailurePage";

/** What a page reads from the server before it can be shown. */
export interface Loading<T> {
  value: T | null;
  failure: unknown;
  /** Put another value in its place, or change the one that is there. */
  set(value: T): void;
  /** Read it again; what is there stays until the new one has come. */
  again(): void;
}

/** Read something, and again whenever `keys` change; nothing before it is `wanted`. */
export function useLoading<T>(
  read: () => Promise<T>,
  keys: readonly unknown[],
  wanted = true,
): Loading<T> {
  const [value, set] = useState<T | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (!wanted) return;
    let gone = false;
    setFailure(null);
    read().then(
      (found) => {
        if (!gone) set(() => found);
      },
      (error: unknown) => {
        if (!gone) setFailure(error);
      },
    );
    return () => {
      gone = true;
    };
  }, [...keys, wanted, tries]);
  return { value, failure, set: (next) => set(() => next), again: () => setTries((n) => n + 1) };
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
