import { useEffect } from "preact/hooks";

let first = true;

/**
 * Set the window's title while the calling component is shown, and say it to screen readers when
 * the page changes without a load.
 */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === "" ? "Nabla" : `${title} · Nabla`;
    if (!first) document.getElementById("announcer")!.textContent = title || "Home";
    first = false;
  }, [title]);
}
