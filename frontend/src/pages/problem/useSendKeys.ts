import { useEffect, useRef } from "preact/hooks";

import type { Mode } from "../../api/types";

/** Ctrl+Enter runs and Ctrl+Shift+Enter submits, wherever the reader is on the page. */
export function useSendKeys(send: (mode: Mode) => void): void {
  const latest = useRef(send);
  latest.current = send;

  useEffect(() => {
    // Caught before the editor sees it, where Ctrl+Enter would add a line.
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      if (document.querySelector("dialog[open]")) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.repeat) return;
      const ownInput = (event.target as Element).closest<HTMLFormElement>("form.own");
      if (ownInput && !event.shiftKey) ownInput.requestSubmit();
      else latest.current(event.shiftKey ? "submit" : "run");
    };
    addEventListener("keydown", onKeyDown, true);
    return () => removeEventListener("keydown", onKeyDown, true);
  }, []);
}
