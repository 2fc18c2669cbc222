import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { getRejudge } from "../../../api/admin";
import type { Rejudge } from "../../../api/types";
import { describe } from "../../../api/words";
import { Notice } from "../../../components/Notice";
import { DeskPage } from "../desk/DeskPage";
import { When } from "../../../components/When";
import { RejudgeView } from "./RejudgeView";

/** One rejudging: its progress, what it would change or has changed, and the word that applies it. */
export function RejudgePage({ id }: { id: string }): JSX.Element {
  const [rejudge, setRejudge] = useState<Rejudge | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [tries, setTries] = useState(0);

  useEffect(() => {
    let gone = false;
    setFailure(null);
    getRejudge(id).then(
      (found) => !gone && setRejudge(found),
      (error: unknown) => !gone && setFailure(error),
    );
    return () => {
      gone = true;
    };
  }, [id, tries]);

  return (
    <DeskPage
      title="Rejudging"
      lead={
        rejudge && (
          <>
            {rejudge.chosen ? "Chosen attempts" : "All attempts"} at{" "}
            <a href={`/admin/problems/${encodeURIComponent(rejudge.problem)}?tab=rejudge`}>
              {rejudge.problem}
            </a>
            , on version {rejudge.version}. Begun by {rejudge.created_by},{" "}
            <When at={rejudge.created_at} />.
          </>
        )
      }
    >
      {failure !== null ? (
        <Notice tone="bad" title="The rejudging did not load">
          <p>{describe(failure)}</p>
          <button type="button" class="button" onClick={() => setTries(tries + 1)}>
            Try again
          </button>
        </Notice>
      ) : rejudge === null ? (
        <p class="loading">Opening the rejudging…</p>
      ) : (
        <RejudgeView rejudge={rejudge} onChanged={setRejudge} />
      )}
    </DeskPage>
  );
}
