import { useEffect, useReducer, useRef } from "preact/hooks";

import { cancelSubmission, run, submit } from "../../api/client";
import type { Mode } from "../../api/types";
import { hear, IDLE, isBusy, type Judging } from "./judging";

const loadFollow = () => import("./follow");

/** Sends code to be judged and keeps what has been heard of it. */
export interface Judge {
  state: Judging;
  send(mode: Mode, code: string, inputs?: Record<string, unknown>[]): Promise<void>;
  /** End what waits or runs. Throws what the request throws. */
  cancel(): Promise<void>;
}

export function useJudging(problem: string, onDone: () => void): Judge {
  const [state, dispatch] = useReducer(hear, IDLE);
  const stop = useRef<() => void>(() => {});
  const latest = useRef({ state, onDone });
  latest.current = { state, onDone };

  const gone = useRef(false);
  useEffect(() => {
    // Fetched while nothing else is to do, so that a lost connection does not hurt.
    const idle = window.requestIdleCallback ?? ((then: () => void) => setTimeout(then, 1000));
    idle(() => void loadFollow().catch(() => {}));
    return () => {
      gone.current = true;
      stop.current();
    };
  }, []);
  useEffect(() => {
    if (state.phase === "done") latest.current.onDone();
  }, [state.phase]);

  const send: Judge["send"] = async (mode, code, inputs) => {
    if (isBusy(latest.current.state)) return;
    stop.current();
    dispatch({ kind: "sending", mode, code, own: inputs !== undefined });
    try {
      const sent = mode === "submit" ? submit(problem, code) : run(problem, code, inputs);
      const loading = loadFollow();
      loading.catch(() => {}); // Where nothing is sent either, the request says why.
      const stored = await sent;
      if (stored.status !== "done") {
        const { follow } = await loading;
        // First of all, so that the news need not wait for a painting.
        if (!gone.current) stop.current = follow(stored.id, dispatch);
      }
      dispatch({ kind: "stored", submission: stored });
    } catch (failure) {
      dispatch({ kind: "refused", failure });
    }
  };

  const cancel = async () => {
    const { id } = latest.current.state;
    if (id === null || !isBusy(latest.current.state)) return;
    const submission = await cancelSubmission(id);
    stop.current();
    dispatch({ kind: "submission", submission });
  };
  return { state, send, cancel };
}
