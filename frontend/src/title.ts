import { useEffect } from "preact/hooks";

/** Set the window's title while the calling component is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === "" ? "Nabla" : `${title} · Nabla`;
  }, [title]);
}
