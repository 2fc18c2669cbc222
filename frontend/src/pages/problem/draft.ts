import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import type { CodeDraft } from "../../api/types";
import { useSession } from "../../session";
import { keep, recall } from "../../storage";
import { useDraftSync, type SyncState } from "./sync";

/** The reader's unfinished code for one problem, kept in this browser and on the server. */
export interface Draft {
  code: string;
  /** Whether the browser has kept the newest change. */
  kept: boolean;
  /** Whether the server has it too. */
  sync: SyncState;
  /** What was saved elsewhere meanwhile, until the reader has chosen. */
  theirs: CodeDraft | null;
  /** Code put aside when other code took its place. */
  aside: string | null;
  change(code: string): void;
  keepAside(code: string): void;
  /** The code put aside, which then is no longer aside. */
  takeBack(): string;
  /** Go on with one's own code, or with what was saved elsewhere; the other is put aside. */
  choose(whose: "mine" | "theirs"): void;
}

/**
 * @param replace puts code from the server into the editor
 */
export function useDraft(
  problem: string,
  starter: string,
  replace: (code: string) => void,
): Draft {
  const { user } = useSession();
  const [code, setCode] = useState(() => recall(`draft.${problem}`) ?? starter);
  const [aside, setAside] = useState(() => recall(`aside.${problem}`));
  const [kept, setKept] = useState(true);
  const latest = useRef(code);
  latest.current = code;

  const sync = useDraftSync({
    problem,
    user: user?.id,
    starter,
    read: () => latest.current,
    take: replace,
  });

  const change = useCallback(
    (next: string) => {
      latest.current = next;
      setCode(next);
      // The starter itself is not kept, so that a better one can take its place later.
      setKept(keep(`draft.${problem}`, next === starter ? null : next));
      sync.changed();
    },
    [problem, starter, sync.changed],
  );

  useEffect(() => {
    const leave = (event: BeforeUnloadEvent) => {
      if (!kept) event.preventDefault();
    };
    addEventListener("beforeunload", leave);
    return () => removeEventListener("beforeunload", leave);
  }, [kept]);

  const keepAside = (current: string) => {
    if (current === starter || current.trim() === "") return;
    keep(`aside.${problem}`, current);
    setAside(current);
  };

  const takeBack = () => {
    const back = aside ?? starter;
    keep(`aside.${problem}`, null);
    setAside(null);
    return back;
  };

  const choose = (whose: "mine" | "theirs") => {
    const theirs = sync.theirs?.code ?? starter;
    keepAside(whose === "mine" ? theirs : latest.current);
    sync.settle();
    if (whose === "theirs") replace(theirs);
  };

  const { state, theirs } = sync;
  return { code, kept, sync: state, theirs, aside, change, keepAside, takeBack, choose };
}
