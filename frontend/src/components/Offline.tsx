import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

/** A line below the header while there is no connection. */
export function Offline(): JSX.Element {
  const [offline, setOffline] = useState(false);
  useEffect(() => {
    const follow = () => setOffline(!navigator.onLine);
    follow();
    addEventListener("online", follow);
    addEventListener("offline", follow);
    return () => {
      removeEventListener("online", follow);
      removeEventListener("offline", follow);
    };
  }, []);
  return (
    <div role="status">
      {offline && (
        <p class="offline">
          You are offline. What you write is kept in this browser, and sent when you are back.
        </p>
      )}
    </div>
  );
}
