import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

const AHEAD = "400px";

/** Whether an element has come into view, or nearly; once it has, it stays so. */
export function useSeen(element: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (seen) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setSeen(true);
      },
      { rootMargin: AHEAD },
    );
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, [seen]);
  return seen;
}
