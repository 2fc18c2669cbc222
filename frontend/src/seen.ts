import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

const AHEAD = "400px";

/**
 * Whether an element has come into view, or nearly; once it has, it stays so. `already`: no need to
 * wait for it.
 */
export function useSeen(element: RefObject<HTMLElement | null>, already = false): boolean {
  const [seen, setSeen] = useState(already);
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
