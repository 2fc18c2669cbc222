import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { Notice } from "./components/Notice";

/** A page whose code is fetched when it is first shown, with words while it comes or if it fails. */
export function lazyPage<P extends object>(
  load: () => Promise<ComponentType<P>>,
): ComponentType<P> {
  let ready: ComponentType<P> | null = null;

  return function LazyPage(props: P): JSX.Element {
    const [Page, setPage] = useState<ComponentType<P> | null>(() => ready);
    const [failed, setFailed] = useState(false);

    useEffect(() => {
      if (Page !== null) return;
      load().then(
        (page) => {
          ready = page;
          setPage(() => page);
        },
        () => setFailed(true),
      );
    }, [Page]);

    if (failed) {
      return (
        <main id="main" class="page page--narrow">
          <Notice tone="bad" title="This page did not load">
            <p>The connection may be gone, or a new version was just installed.</p>
            <button type="button" class="button" onClick={() => location.reload()}>
              Load it again
            </button>
          </Notice>
        </main>
      );
    }
    if (Page === null) {
      return (
        <main id="main" class="page page--narrow">
          <p class="loading">Opening…</p>
        </main>
      );
    }
    return <Page {...props} />;
  };
}

/**
 * A part of a page whose code comes when it is first shown, or at once where it is wanted `soon`:
 * then beside the rest of the page, which does not wait for it.
 */
export function lazyPart<P extends object>(
  load: () => Promise<ComponentType<P>>,
  soon = false,
): ComponentType<P> {
  let ready: ComponentType<P> | null = null;
  let begun = soon ? load() : null;
  begun?.catch(() => {}); // Said by who waits for it.

  return function LazyPart(props: P): JSX.Element {
    const [Part, setPart] = useState<ComponentType<P> | null>(() => ready);
    const [failed, setFailed] = useState(false);

    useEffect(() => {
      if (Part !== null || failed) return;
      const loading = begun ?? load();
      begun = null;
      loading.then(
        (part) => {
          ready = part;
          setPart(() => part);
        },
        () => setFailed(true),
      );
    }, [Part, failed]);

    if (Part !== null) return <Part {...props} />;
    if (!failed) return <p class="loading">Opening…</p>;
    return (
      <Notice tone="bad" title="This part did not load">
        <p>The connection may be gone. What you have written is kept.</p>
        <button type="button" class="button" onClick={() => setFailed(false)}>
          Try again
        </button>
      </Notice>
    );
  };
}
