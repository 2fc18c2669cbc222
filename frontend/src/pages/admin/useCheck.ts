import { useEffect, useReducer, useRef } from "preact/hooks";

import { check } from "../../api/admin";
import { ApiError } from "../../api/client";
import type { CheckEvent, Issue } from "../../api/types";
import { hearCheck, UNCHECKED, type Checking } from "./checking";

const PATIENCE = 12;
const PAUSE_MILLISECONDS = 300;

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
    const hear = (event: CheckEvent) => alive() && dispatch({ kind: "event", event });
    checkSoon(text, hear, controller.signal).then(
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

/** Check `text`; one that was stopped just now may take a moment to make room for this one. */
async function checkSoon(
  text: string,
  hear: (event: CheckEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let left = PATIENCE; ; left--) {
    try {
      return await check(text, hear, signal);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 429) || left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
      if (signal.aborted) throw error;
    }
  }
}
