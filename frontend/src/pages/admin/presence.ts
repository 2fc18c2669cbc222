import { useEffect, useRef, useState } from "preact/hooks";

type Word = "hello" | "busy" | "take" | "bye";

export interface Presence {
  /** Only one tab of a browser writes a problem's draft; the others look on. */
  mine: boolean;
  /** Write here from now on; the other tab looks on. */
  take(): void;
}

/** Agree with other tabs of this browser on which one writes the draft called `name`. */
export function usePresence(name: string): Presence {
  const [mine, setMine] = useState(true);
  const channel = useRef<BroadcastChannel | null>(null);
  const holds = useRef(true);

  const hold = (on: boolean) => {
    holds.current = on;
    setMine(on);
  };

  useEffect(() => {
    const own = new BroadcastChannel(`nabla.author.${name}`);
    channel.current = own;
    own.onmessage = ({ data }: MessageEvent<Word>) => {
      if (data === "hello" && holds.current) own.postMessage("busy" satisfies Word);
      if (data === "busy" || data === "take") hold(false);
    };
    own.postMessage("hello" satisfies Word);
    return () => own.close();
  }, [name]);

  return {
    mine,
    take: () => {
      channel.current?.postMessage("take" satisfies Word);
      hold(true);
    },
  };
}
