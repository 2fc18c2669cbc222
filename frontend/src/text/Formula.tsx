import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { useBack } from "../back";
import { pause, restAfter } from "../pause";
import { formulasIn, type MathToken } from "./markdown";

type Katex = typeof import("katex").default;

const importKatex = () => import("./katex");
let katex: Katex | null = null;
let loading: Promise<Katex | null> | null = null;

/** Fetch KaTeX with its style sheet once; null when it did not come. */
export function loadKatex(): Promise<Katex | null> {
  loading ??= importKatex().then(
    (module) => (katex = module.default),
    () => {
      loading = null;
      return null;
    },
  );
  return loading;
}

/** Formulas that are drawn and not yet on the page, by `keyOf`. */
const drawnAhead = new Map<string, HTMLElement[]>();
const MOST_AHEAD = 1000;
const AT_ONCE_MILLISECONDS = 8;

function keyOf(tex: string, display: boolean): string {
  return `${display ? "$$" : "$"}${tex}`;
}

/**
 * Draw the formulas of some texts before they are shown: text and formulas then appear together, so
 * that nothing jumps, and the page stays able to scroll and to answer meanwhile.
 *
 * Without KaTeX nothing is drawn, and the texts show their TeX.
 */
export async function prepareFormulas(...sources: string[]): Promise<void> {
  const rest = restAfter(AT_ONCE_MILLISECONDS);
  const formulas: MathToken[] = [];
  for (const source of sources) {
    formulas.push(...formulasIn(source));
    await rest();
  }
  if (formulas.length === 0 || (await loadKatex()) === null) return;
  await pause();
  drawnAhead.clear(); // Of another page, if it left any.
  for (const { tex, display } of formulas.slice(0, MOST_AHEAD)) {
    const host = document.createElement("span");
    draw(tex, host, display);
    const key = keyOf(tex, display);
    drawnAhead.set(key, [...(drawnAhead.get(key) ?? []), host]);
    await rest();
  }
  await pause();
}

function draw(tex: string, host: HTMLElement, displayMode: boolean): void {
  katex!.render(tex, host, {
    displayMode,
    throwOnError: false,
    trust: false,
    strict: "ignore",
    maxExpand: 500,
    maxSize: 20,
  });
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

  useBack(state === "failed", () => setState("waiting"));

  useLayoutEffect(() => {
    if (state !== "ready" || !katex || !host.current) return;
    const ahead = drawnAhead.get(keyOf(tex, display))?.pop();
    if (ahead) host.current.replaceChildren(...ahead.childNodes);
    else draw(tex, host.current, display);
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
  // Those too far down to be laid out yet are observed, and come again when they are.
  const hosts = [...unfitted].filter((host) =>
    host.checkVisibility({ contentVisibilityAuto: true }),
  );
  unfitted.clear();
  for (const host of hosts) {
    if (host.style.getPropertyValue("--fit") !== "") host.style.removeProperty("--fit");
  }
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
