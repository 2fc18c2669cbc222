import { useEffect, useReducer, useRef } from "preact/hooks";

import { check } from "../../api/admin";
import type { Issue } from "../../api/types";
import { hearCheck, UNCHECKED, type Checking } from "./checking";

export interface Check {
  state: Checking;
  start(text: string): void;
  stop(): void;
  /** Show what publishing has found wrong, as if a check had found it. */
  refuse(text: string, issues: readonly Issue[]): void;
}

/** Takes drafts through the publish gate, one at a time; leaving the page stops it. */
export function useCheck(): Check {
  const [state, dispatch] = useReducer(hearCheck, UNCHECKED);
  const running = useRef<AbortController | null>(null);

  useEffect(() => () => running.current?.abort(), []);

  const stop = () => {
    running.current?.abort();
    dispatch({ kind: "stopped" });
  };

  const start = (text: string) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const alive = () => running.current === controller && !controller.signal.aborted;
    dispatch({ kind: "start", text });
    check(text, (event) => alive() && dispatch({ kind: "event", event }), controller.signal).then(
      () => alive() && dispatch({ kind: "ended" }),
      (failure: unknown) => alive() && dispatch({ kind: "failed", failure }),
    );
  };

  const refuse = (text: string, issues: readonly Issue[]) => {
    running.current?.abort();
    dispatch({ kind: "refused", text, issues });
  };
  return { state, start, stop, refuse };
}
