import { useEffect, useRef } from "preact/hooks";

const CHANNEL = "nabla.answered";

/** Tell the other tabs that something of a lab or a question was answered. */
export function tellAnswered(document: string): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(document);
  channel.close();
}

/** Be told when another tab has answered something of a lab or a question. */
export function useAnswered(document: string, then: () => void): void {
  const latest = useRef(then);
  latest.current = then;
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }) => data === document && latest.current();
    return () => channel.close();
  }, [document]);
}
