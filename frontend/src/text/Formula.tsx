import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

type Katex = typeof import("katex").default;

let katex: Katex | null = null;
let loading: Promise<Katex | null> | null = null;

/** Fetch KaTeX with its style sheet once; null when it did not come. */
export function loadKatex(): Promise<Katex | null> {
  loading ??= Promise.all([import("katex"), import("katex/dist/katex.min.css")]).then(
    ([module]) => (katex = module.default),
    () => {
      loading = null;
      return null;
    },
  );
  return loading;
}

/**
 * One formula.
 *
 * KaTeX draws into the element by DOM calls: its styles are then set as properties, which a strict
 * content security policy allows, where `style` attributes in a string of HTML would be refused.
 * Until KaTeX is there the formula keeps its place without showing raw TeX; if it never comes, the
 * TeX is shown.
 */
export function Formula({ tex, display }: { tex: string; display: boolean }): JSX.Element {
  const host = useRef<HTMLSpanElement>(null);
  const [state, setState] = useState<"waiting" | "ready" | "failed">(katex ? "ready" : "waiting");

  useEffect(() => {
    if (state !== "waiting") return;
    let gone = false;
    void loadKatex().then((loaded) => {
      if (!gone) setState(loaded ? "ready" : "failed");
    });
    return () => {
      gone = true;
    };
  }, [state]);

  useLayoutEffect(() => {
    if (state !== "ready" || !katex || !host.current) return;
    katex.render(tex, host.current, {
      displayMode: display,
      throwOnError: false,
      trust: false,
      strict: "ignore",
      maxExpand: 500,
      maxSize: 20,
    });
    return display ? keepFitting(host.current) : undefined;
  }, [state, tex, display]);

  const kind = display ? "formula formula--display" : "formula";
  if (state === "ready") {
    return <span key="ready" ref={host} class={kind} tabIndex={display ? 0 : undefined} />;
  }
  return (
    <span key="tex" class={state === "waiting" ? `${kind} formula--waiting` : kind}>
      <code>{tex}</code>
    </span>
  );
}

const LEAST_SCALE = 0.78;

/** Shrink a formula a little where it is wider than its column; beyond that it scrolls. */
function keepFitting(host: HTMLElement): () => void {
  let width = 0;
  const fit = () => {
    width = host.clientWidth;
    host.style.setProperty("--fit", "1");
    const scale = width / host.scrollWidth;
    if (scale < 1) host.style.setProperty("--fit", String(Math.max(LEAST_SCALE, scale * 0.99)));
  };
  // In a frame of its own, and for widths only: the new size must not call the observer again.
  const observer = new ResizeObserver(() => {
    if (host.clientWidth !== width) requestAnimationFrame(fit);
  });
  observer.observe(host);
  // The fonts of KaTeX come after the first drawing and change the width.
  void document.fonts.ready.then(fit);
  return () => observer.disconnect();
}
