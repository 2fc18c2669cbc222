import { useEffect, useState } from "preact/hooks";

import { useBack } from "./back";

/**
 * What `load` fetches, once it is wanted and has come; null before, and as long as it does not come:
 * it is asked for again when the connection is back.
 */
export function useLoaded<T>(load: () => Promise<T>, wanted: boolean): T | null {
  const [loaded, setLoaded] = useState<T | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (wanted && !failed) load().then((it) => setLoaded(() => it), () => setFailed(true));
  }, [load, wanted, failed]);
  useBack(failed, () => setFailed(false));
  return loaded;
}
