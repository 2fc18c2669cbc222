import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { askAgain, onReach } from "../api/reach";

const ASK_MILLISECONDS = 5000;

/** A line below the header while there is no connection, or no answer. */
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
  const [lost, setLost] = useState(false);
  useEffect(() => onReach(setLost), []);
  useEffect(() => {
    if (!lost || offline) return;
    const timer = setInterval(() => !document.hidden && void askAgain(), ASK_MILLISECONDS);
    return () => clearInterval(timer);
  }, [lost, offline]);
  return (
    <div role="status">
      {lost && !offline && (
        <p class="offline">
          The server cannot be reached. What you write is kept in this browser, and sent once it is
          back.
        </p>
      )}
      {offline && (
        <p class="offline">
          You are offline. What you write is kept in this browser, and sent when you are back.
        </p>
      )}
    </div>
  );
}
