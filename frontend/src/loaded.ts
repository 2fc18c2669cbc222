import { useEffect, useState } from "preact/hooks";

/** What `load` fetches, once it is wanted and has come; null before, and if it does not come. */
export function useLoaded<T>(load: () => Promise<T>, wanted: boolean): T | null {
  const [loaded, setLoaded] = useState<T | null>(null);
  useEffect(() => {
    if (wanted) load().then((it) => setLoaded(() => it), () => undefined);
  }, [load, wanted]);
  return loaded;
}
