import { useCallback, useState } from "preact/hooks";

import { keep, recall } from "../../storage";

/** The reader's unfinished code for one problem, kept in this browser. */
export interface Draft {
  code: string;
  /** Whether the browser has kept the newest change. */
  saved: boolean;
  /** Code put aside when other code took its place. */
  aside: string | null;
  change(code: string): void;
  keepAside(code: string): void;
  /** The code put aside, which then is no longer aside. */
  takeBack(): string;
}

export function useDraft(problem: string, starter: string): Draft {
  const [code, setCode] = useState(() => recall(`draft.${problem}`) ?? starter);
  const [aside, setAside] = useState(() => recall(`aside.${problem}`));
  const [saved, setSaved] = useState(true);

  const change = useCallback(
    (next: string) => {
      setCode(next);
      // The starter itself is not kept, so that a better one can take its place later.
      setSaved(keep(`draft.${problem}`, next === starter ? null : next));
    },
    [problem, starter],
  );

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

  return { code, saved, aside, change, keepAside, takeBack };
}
