import { useEffect, useReducer, useRef } from "preact/hooks";

import { cancelSubmission, run, submit } from "../../api/client";
import type { Mode, Submission } from "../../api/types";
import { useBack } from "../../back";
import { whenIdle } from "../../idle";
import { isOutdated } from "../../lazy";
import { hear, IDLE, isBusy, type Judging, type News } from "./judging";

const loadFollow = () => import("./follow");

/** Sends code to be judged and keeps what has been heard of it. */
export interface Judge {
  state: Judging;
  send(mode: Mode, code: string, inputs?: Record<string, unknown>[]): Promise<void>;
  /** End what waits or runs. Throws what the request throws. */
  cancel(): Promise<void>;
  /** Follow again what was lost sight of. */
  again(): void;
}

export function useJudging(problem: string, onDone: () => void): Judge {
  const [state, dispatch] = useReducer(hear, IDLE);
  const stop = useRef<() => void>(() => {});
  const latest = useRef({ state, onDone });
  latest.current = { state, onDone };

  const gone = useRef(false);
  const trying = useRef(false);
  useEffect(() => {
    // Fetched while nothing else is to do, so that a lost connection does not hurt.
    whenIdle(() => void loadFollow().catch(() => {}));
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
    const loading = loadFollow();
    loading.catch(() => {}); // Said by who waits for it.
    let stored: Submission;
    try {
      stored = await (mode === "submit" ? submit(problem, code) : run(problem, code, inputs));
    } catch (failure) {
      return dispatch({ kind: "refused", failure });
    }
    // First of all, so that the news need not wait for a painting.
    const lost = stored.status === "done" ? null : await begin(stored.id, loading);
    dispatch({ kind: "stored", submission: stored });
    if (lost !== null) dispatch(lost);
  };

  /** Follow a submission; why not, if the code for it does not come. */
  const begin = async (id: string, loading = loadFollow()): Promise<News | null> => {
    try {
      const { follow } = await loading;
      if (!gone.current) stop.current = follow(id, dispatch);
      return null;
    } catch (failure) {
      return { kind: "lost", failure, outdated: isOutdated(failure) };
    }
  };

  const again = async () => {
    const { id } = latest.current.state;
    if (id === null || trying.current) return;
    stop.current();
    trying.current = true;
    const lost = await begin(id);
    trying.current = false;
    if (lost !== null) dispatch(lost);
  };
  useBack(state.phase === "lost", () => void again());

  const cancel = async () => {
    const { id } = latest.current.state;
    if (id === null || !isBusy(latest.current.state)) return;
    const submission = await cancelSubmission(id);
    stop.current();
    dispatch({ kind: "submission", submission });
  };
  return { state, send, cancel, again: () => void again() };
}
