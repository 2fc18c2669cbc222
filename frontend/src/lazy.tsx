import type { ComponentType, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { ApiError } from "./api/client";
import { useBack } from "./back";
import { Notice } from "./components/Notice";

type Load<P> = () => Promise<ComponentType<P>>;

/** A page whose code is fetched when it is first shown, with words while it comes or if it fails. */
export function lazyPage<P extends object>(load: Load<P>): ComponentType<P> {
  const useComing = coming(load, null);
  return function LazyPage(props: P): JSX.Element {
    const { Part, failure, trying, tries, again } = useComing();
    const renewed = isOutdated(failure) && (tries > 0 || location.pathname !== opened);

    useEffect(() => {
      // Nothing else is on this page, so nothing is lost. Not right after the document was loaded,
      // or it could do so forever.
      if (renewed) location.reload();
    }, [renewed]);

    if (Part !== null) return <Part {...props} />;
    if (failure === null || renewed) {
      return (
        <main id="main" class="page page--narrow" tabIndex={-1}>
          <p class="loading">Opening…</p>
        </main>
      );
    }
    return (
      <main id="main" class="page page--narrow not-found" tabIndex={-1}>
        <p class="not-found__mark" aria-hidden="true">
          f(?)
        </p>
        <h1>{isOutdated(failure) ? "Another version" : "No connection"}</h1>
        <div role="alert">
          <p>The page did not load. {reasonOf(failure)}</p>
        </div>
        <p class="answer-actions">
          <Remedy failure={failure} trying={trying} onAgain={again} />
        </p>
      </main>
    );
  };
}

/**
 * A part of a page whose code comes when it is first shown, or at once where it is wanted `soon`:
 * then beside the rest of the page, which does not wait for it.
 */
export function lazyPart<P extends object>(load: Load<P>, soon = false): ComponentType<P> {
  const useComing = coming(load, soon ? load() : null);
  return function LazyPart(props: P): JSX.Element {
    const { Part, failure, trying, again } = useComing();
    if (Part !== null) return <Part {...props} />;
    if (failure === null) return <p class="loading">Opening…</p>;
    return (
      <Notice tone="bad" title="This part did not load">
        <p>{reasonOf(failure)}</p>
        <Remedy failure={failure} trying={trying} onAgain={again} />
      </Notice>
    );
  };
}

/** The address at which the document was loaded. */
const opened = typeof location === "undefined" ? "" : location.pathname;

interface Coming<P> {
  Part: ComponentType<P> | null;
  /** Why it did not come, until it has. */
  failure: unknown;
  trying: boolean;
  /** How often it was asked for again. */
  tries: number;
  again(): void;
}

/** A hook that fetches a part for all who show it. */
function coming<P extends object>(load: Load<P>, begun: ReturnType<Load<P>> | null) {
  let ready: ComponentType<P> | null = null;
  begun?.catch(() => {}); // Said by who waits for it.

  return function useComing(): Coming<P> {
    const [Part, setPart] = useState<ComponentType<P> | null>(() => ready);
    const [failure, setFailure] = useState<unknown>(null);
    const [trying, setTrying] = useState(false);
    const [tries, setTries] = useState(0);
    const gone = useRef(false);

    const fetch = async () => {
      const loading = begun ?? load();
      begun = null;
      setTrying(true);
      try {
        ready = await loading;
        if (!gone.current) setPart(() => ready);
      } catch (error) {
        if (!gone.current) setFailure(error);
      }
      if (!gone.current) setTrying(false);
    };
    useEffect(() => {
      if (Part === null) void fetch();
      return () => {
        gone.current = true;
      };
    }, []);
    const again = () => {
      if (trying) return;
      setTries((n) => n + 1);
      void fetch();
    };
    useBack(Part === null && failure !== null, again);
    return { Part, failure, trying, tries, again };
  };
}

/** Whether only a document that is loaded anew can have it: the server has other files by now. */
export function isOutdated(failure: unknown): boolean {
  return failure !== null && (!(failure instanceof ApiError) || failure.status === 404);
}

function reasonOf(failure: unknown): string {
  const away = failure instanceof ApiError && failure.status === 0;
  const why = isOutdated(failure)
    ? "Most likely a new version was installed since you opened it."
    : away
      ? "The server cannot be reached. It opens by itself when the connection is back."
      : "The server could not send it just now.";
  return `${why} What you have written is kept.`;
}

function Remedy(props: {
  failure: unknown;
  trying: boolean;
  onAgain(): void;
}): JSX.Element {
  const { failure, trying, onAgain } = props;
  if (isOutdated(failure)) {
    return (
      <button type="button" class="button button--primary" onClick={() => location.reload()}>
        Load the page anew
      </button>
    );
  }
  return (
    <button type="button" class="button" aria-disabled={trying} onClick={onAgain}>
      {trying ? "Trying…" : "Try now"}
    </button>
  );
}
