import { useState } from "preact/hooks";

import { describe } from "../../api/words";

/** Something that a section does on the server, one at a time. */
export interface Act {
  busy: boolean;
  /** Why the last one failed, in words. */
  failure: string | null;
  run(work: () => Promise<void>): void;
}

export function useAct(): Act {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const run = (work: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    work().then(
      () => setBusy(false),
      (error: unknown) => {
        setFailure(describe(error));
        setBusy(false);
      },
    );
  };
  return { busy, failure, run };
}
