import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import type { CodeDraft } from "../../api/types";
import { useSession } from "../../session";
import { keep, recall } from "../../storage";
import { forgetAside, putAside, readAside, type Aside } from "./aside";
import type { Fields } from "./own/read";
import { useDraftSync, type SyncState } from "./sync";

/** The reader's unfinished code for one problem, kept in this browser and on the server. */
export interface Draft {
  code: string;
  /** Own inputs as they are typed; null before the first. */
  inputs: Fields | null;
  /** Whether the browser has kept the newest change. */
  kept: boolean;
  /** Whether the server has it too. */
  sync: SyncState;
  /** What was saved elsewhere meanwhile, until the reader has chosen. */
  theirs: CodeDraft | null;
  /** Code put aside when other code took its place, newest first. */
  aside: readonly Aside[];
  change(code: string): void;
  changeInputs(inputs: Fields): void;
  keepAside(code: string): void;
  /** Put code that lay aside in the editor again; what is there is put aside for it. */
  takeBack(code: string): void;
  forget(code: string): void;
  /** Go on with one's own code, or with what was saved elsewhere; the other is put aside. */
  choose(whose: "mine" | "theirs"): void;
}

/**
 * Theory of operation: all tabs of a browser share one draft. A change is written at once, and the
 * other tabs take it over as they hear of it. A tab that was not told (frozen, or brought back from
 * the browser's cache) finds text in the storage that it has never seen: before it writes over
 * that, it puts it aside.
 *
 * @param replace puts code from elsewhere into the editor
 */
export function useDraft(
  problem: string,
  starter: string,
  replace: (code: string) => void,
): Draft {
  const { user } = useSession();
  const stored = () => recall(`draft.${problem}`) ?? starter;
  const [code, setCode] = useState(stored);
  const [inputs, setInputs] = useState(() => readInputs(problem));
  const [aside, setAside] = useState(() => readAside(problem));
  const [kept, setKept] = useState(true);
  const latest = useRef({ code, inputs, seen: code });
  const put = useRef(replace);
  put.current = replace;

  const keepAside = useCallback(
    (text: string) => {
      if (text !== starter && text.trim() !== "") setAside(putAside(problem, text));
    },
    [problem, starter],
  );

  const write = useCallback(
    (next: string) => {
      const now = stored();
      if (now !== latest.current.seen && now !== next) keepAside(now);
      latest.current.code = next;
      setCode(next);
      // The starter itself is not kept, so that a better one can take its place later.
      const held = keep(`draft.${problem}`, next === starter ? null : next);
      latest.current.seen = held ? next : now;
      setKept(held);
    },
    [problem, starter, keepAside],
  );

  const sync = useDraftSync({
    problem,
    user: user === undefined ? undefined : (user?.id ?? null),
    starter,
    read: () => latest.current,
    take: (theirs) => {
      if (theirs.inputs) takeInputs(theirs.inputs);
      if (theirs.code === null || theirs.code === latest.current.code) return;
      write(theirs.code);
      replace(theirs.code);
    },
  });

  const change = useCallback(
    (next: string) => {
      if (next === latest.current.code) return;
      write(next);
      sync.changed();
    },
    [write, sync.changed],
  );

  const takeInputs = (next: Fields) => {
    latest.current.inputs = next;
    setInputs(next);
    keep(`inputs.${problem}`, JSON.stringify(next));
  };

  useEffect(() => {
    const follow = () => {
      setAside(readAside(problem));
      const next = stored();
      if (next === latest.current.seen) return;
      latest.current.code = latest.current.seen = next;
      setCode(next);
      put.current(next);
    };
    const onStorage = ({ key }: StorageEvent) => {
      if (key === `nabla.draft.${problem}` || key === `nabla.aside.${problem}`) follow();
      if (key === `nabla.inputs.${problem}`) setInputs(readInputs(problem));
    };
    addEventListener("storage", onStorage);
    addEventListener("pageshow", follow); // A page from the browser's cache was not told.
    return () => {
      removeEventListener("storage", onStorage);
      removeEventListener("pageshow", follow);
    };
  }, [problem, starter]);

  useEffect(() => {
    const leave = (event: BeforeUnloadEvent) => {
      if (!kept) event.preventDefault();
    };
    addEventListener("beforeunload", leave);
    return () => removeEventListener("beforeunload", leave);
  }, [kept]);

  const takeBack = (back: string) => {
    setAside(forgetAside(problem, back));
    keepAside(latest.current.code);
    replace(back);
  };

  const choose = (whose: "mine" | "theirs") => {
    const theirs = sync.theirs?.code ?? starter;
    keepAside(whose === "mine" ? theirs : latest.current.code);
    sync.settle();
    if (whose === "theirs") replace(theirs);
  };

  return {
    code,
    inputs,
    kept,
    sync: sync.state,
    theirs: sync.theirs,
    aside,
    change,
    changeInputs: (next) => {
      takeInputs(next);
      sync.changed();
    },
    keepAside,
    takeBack,
    forget: (text) => setAside(forgetAside(problem, text)),
    choose,
  };
}

function readInputs(problem: string): Fields | null {
  try {
    return JSON.parse(recall(`inputs.${problem}`) ?? "null") as Fields | null;
  } catch {
    return null;
  }
}
