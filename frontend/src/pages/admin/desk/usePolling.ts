import { useEffect, useRef, useState } from "preact/hooks";

export interface Polled<T> {
  value: T | null;
  failure: unknown;
  /** Ask at once. */
  refresh(): void;
}

/**
 * Ask again and again for as long as the page is looked at: `pause` milliseconds after each answer,
 * later while answers fail, not at all while the page is hidden, and at once when it is shown again.
 */
export function usePolling<T>(load: () => Promise<T>, pause: number): Polled<T> {
  const [value, setValue] = useState<T | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const ask = useRef<() => void>(() => {});

  useEffect(() => {
    let gone = false;
    let timer = 0;
    let asking = false;
    let wait = pause;
    const again = () => {
      clearTimeout(timer);
      if (!gone && !document.hidden) timer = window.setTimeout(() => void read(), wait);
    };
    const read = async () => {
      if (asking) return;
      asking = true;
      clearTimeout(timer);
      try {
        const found = await load();
        if (gone) return;
        setValue(() => found);
        setFailure(null);
        wait = pause;
      } catch (error) {
        if (gone) return;
        setFailure(error);
        wait = Math.min(2 * wait, 60_000);
      } finally {
        asking = false;
      }
      again();
    };
    const onShown = () => (document.hidden ? clearTimeout(timer) : void read());
    ask.current = () => void read();
    document.addEventListener("visibilitychange", onShown);
    void read();
    return () => {
      gone = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", onShown);
    };
  }, []);

  return { value, failure, refresh: () => ask.current() };
}
