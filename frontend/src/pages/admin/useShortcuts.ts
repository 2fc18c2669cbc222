import { useEffect, useRef } from "preact/hooks";

interface Actions {
  check(): void;
  publish(): void;
  help(): void;
}

/** The keys of the authoring page; they work inside the editors too. */
export function useShortcuts(actions: Actions): void {
  const newest = useRef(actions);
  newest.current = actions;

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (document.querySelector("dialog[open]")) return;
      const act = actionOf(event, newest.current);
      if (act === null) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) act();
    };
    addEventListener("keydown", onKeyDown, true);
    return () => removeEventListener("keydown", onKeyDown, true);
  }, []);
}

function actionOf(event: KeyboardEvent, actions: Actions): (() => void) | null {
  const control = event.ctrlKey || event.metaKey;
  if (control && event.key.toLowerCase() === "s") return actions.check;
  if (control && event.shiftKey && event.key === "Enter") return actions.publish;
  if (event.key !== "?" || control) return null;
  // The editors are in shadow roots: the event's own target is only their host.
  const target = event.composedPath()[0] as Element;
  return target.closest?.("input, textarea, select, [contenteditable]") ? null : actions.help;
}
