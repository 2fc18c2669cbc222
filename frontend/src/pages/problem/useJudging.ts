import { useEffect, useReducer, useRef } from "preact/hooks";

import { run, submit } from "../../api/client";
import type { Mode } from "../../api/types";
import { follow } from "./follow";
import { hear, IDLE, isBusy, type Judging } from "./judging";

/** Sends code to be judged and keeps what has been heard of it. */
export interface Judge {
  state: Judging;
  send(mode: Mode, code: string, inputs?: Record<string, unknown>[]): Promise<void>;
}

export function useJudging(problem: string, onDone: () => void): Judge {
  const [state, dispatch] = useReducer(hear, IDLE);
  const stop = useRef<() => void>(() => {});
  const latest = useRef({ state, onDone });
  latest.current = { state, onDone };

  useEffect(() => () => stop.current(), []);
  useEffect(() => {
    if (state.phase === "done") latest.current.onDone();
  }, [state.phase]);

  const send: Judge["send"] = async (mode, code, inputs) => {
    if (isBusy(latest.current.state)) return;
    stop.current();
    dispatch({ kind: "sending", mode, code, own: inputs !== undefined });
    try {
      const stored = await (mode === "submit" ? submit(problem, code) : run(problem, code, inputs));
      dispatch({ kind: "stored", submission: stored });
      if (stored.status !== "done") stop.current = follow(stored.id, dispatch);
    } catch (failure) {
      dispatch({ kind: "refused", failure });
    }
  };
  return { state, send };
}
