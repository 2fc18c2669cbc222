import { useEffect, useRef } from "preact/hooks";

import type { Mode } from "../../api/types";

/** The key that goes with Enter, as this machine's keyboard names it. */
export const MODIFIER = /Mac|iP(hone|ad)/.test(navigator.platform) ? "⌘" : "Ctrl";

interface Acts {
  send(mode: Mode): void;
}

/** Ctrl+Enter runs and Ctrl+Shift+Enter submits, anywhere on the page. */
export function useKeys(acts: Acts): void {
  const latest = useRef(acts);
  latest.current = acts;

  useEffect(() => {
    // Caught before the editor sees it, where Ctrl+Enter would add a line.
    const onKeyDown = (event: KeyboardEvent) => {
      if (document.querySelector("dialog[open]")) return;
      const target = event.target as Element;
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.repeat) return;
      const ownInput = target.closest<HTMLFormElement>("form.own");
      if (ownInput && !event.shiftKey) ownInput.requestSubmit();
      else latest.current.send(event.shiftKey ? "submit" : "run");
    };
    addEventListener("keydown", onKeyDown, true);
    return () => removeEventListener("keydown", onKeyDown, true);
  }, []);
}
