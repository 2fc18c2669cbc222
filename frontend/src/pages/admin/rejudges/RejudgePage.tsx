import type { JSX } from "preact";

import { getRejudge } from "../../../api/admin";
import { useLoading } from "../../../loading";
import { DeskPage } from "../desk/DeskPage";
import { Loaded } from "../desk/Loaded";
import { When } from "../../../components/When";
import { RejudgeView } from "./RejudgeView";

/** One rejudging: its progress, what it would change or has changed, and the word that applies it. */
export function RejudgePage({ id }: { id: string }): JSX.Element {
  const loading = useLoading(() => getRejudge(id), [id]);
  const rejudge = loading.value;
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
      <Loaded loading={loading} what="rejudging">
        {(found) => <RejudgeView rejudge={found} onChanged={loading.set} />}
      </Loaded>
    </DeskPage>
  );
}
