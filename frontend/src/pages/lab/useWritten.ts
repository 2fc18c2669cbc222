import { useEffect, useState } from "preact/hooks";

import { ApiError, getCodeDraft } from "../../api/client";
import type { CodeDraft } from "../../api/types";
import { useBack } from "../../back";
import { whenIdle } from "../../idle";
import { meet, readBase } from "../problem/sync";
import { useSession } from "../../session";
import { recall } from "../../storage";

// Stands for "nothing of one's own" where codes are compared; no code can be it.
const NOTHING = "\0";

/**
 * What one has written for a task whose editor has not been opened, here or on another machine.
 *
 * @param wanted whether to ask the server, while nothing else is to do
 * @returns reads it: null if nothing is written, undefined if the server has not said yet
 */
export function useWritten(task: string, wanted: boolean): () => string | null | undefined {
  const { user } = useSession();
  const [found, setFound] = useState<CodeDraft | null>(null);
  const [failed, setFailed] = useState(false);
  const asked = wanted && user !== null && user !== undefined && found === null;

  useEffect(() => {
    if (!asked || failed) return;
    let gone = false;
    const ask = () => {
      if (gone) return;
      getCodeDraft(task).then(
        (draft) => !gone && setFound(draft),
        (error: unknown) => !gone && error instanceof ApiError && setFailed(true),
      );
    };
    whenIdle(ask);
    return () => {
      gone = true;
    };
  }, [task, user?.id, asked, failed]);
  useBack(failed, () => setFailed(false));

  return () => {
    const mine = recall(`draft.${task}`);
    if (!user) return mine;
    if (found === null) return mine ?? (asked ? undefined : null);
    const base = readBase(task, user.id);
    return meet(mine ?? NOTHING, base, found, NOTHING) === "take" ? found.code : mine;
  };
}
