import { useEffect, useRef } from "preact/hooks";

/** Call `then` whenever the connection to the server is back, as long as that is `wanted`. */
export function useBack(wanted: boolean, then: () => void): void {
  const latest = useRef(then);
  latest.current = then;
  useEffect(() => {
    if (!wanted) return;
    const back = () => latest.current();
    // The line below the header tells of the server what the browser tells of the network.
    addEventListener("online", back);
    return () => removeEventListener("online", back);
  }, [wanted]);
}
