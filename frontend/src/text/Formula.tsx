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

const unfitted = new Set<HTMLElement>();

/** Shrink formulas a little where they are wider than their column; beyond that they scroll. */
function fitAll(): void {
  // All are written, then all read, so that the page is laid out once and not for each of them.
  const hosts = [...unfitted].filter((host) => host.isConnected);
  unfitted.clear();
  for (const host of hosts) host.style.setProperty("--fit", "1");
  const scales = hosts.map((host) => host.clientWidth / host.scrollWidth);
  hosts.forEach((host, i) => {
    if (scales[i]! < 1) {
      host.style.setProperty("--fit", String(Math.max(LEAST_SCALE, scales[i]! * 0.99)));
    }
  });
}

/** Fit a formula in the next frame, together with the others. */
function fitSoon(host: HTMLElement): void {
  if (unfitted.size === 0) requestAnimationFrame(fitAll);
  unfitted.add(host);
}

// The fonts of KaTeX come after the first drawing and change the widths.
const drawn = new Set<HTMLElement>();
document.fonts?.addEventListener("loadingdone", () => drawn.forEach(fitSoon));

const observer = new ResizeObserver((entries) => {
  // For widths only: the new size must not call the observer again.
  for (const { target, contentRect } of entries) {
    if (widths.get(target) === contentRect.width) continue;
    widths.set(target, contentRect.width);
    fitSoon(target as HTMLElement);
  }
});
const widths = new WeakMap<Element, number>();

/** Keep a formula as wide as its column allows, until the returned function is called. */
function keepFitting(host: HTMLElement): () => void {
  drawn.add(host);
  observer.observe(host);
  return () => {
    drawn.delete(host);
    observer.unobserve(host);
  };
}
