import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";

import { getSource, tryCode } from "../../../api/admin";
import { getDeskAttempt, rejudgeChosen } from "../../../api/desk";
import type { AttemptShown, Trial } from "../../../api/types";
import { Notice } from "../../../components/Notice";
import { useRouter } from "../../../router";
import { Code } from "../../../text/Code";
import { useAct } from "../../account/useAct";
import { useLoading } from "../../../loading";
import { DeskPage } from "../desk/DeskPage";
import { Loaded } from "../desk/Loaded";
import { VerdictWord } from "../desk/VerdictWord";
import { When } from "../../../components/When";
import { TrialView } from "../panels/TrialView";

/** One attempt of somebody: what became of it, and the code. */
export function AttemptPage({ id }: { id: string }): JSX.Element {
  const loading = useLoading(() => getDeskAttempt(id), [id]);
  return (
    <DeskPage title="Attempt">
      <Loaded loading={loading} what="attempt">
        {(found) => <Shown attempt={found} onReload={loading.again} />}
      </Loaded>
    </DeskPage>
  );
}

function Shown({ attempt, onReload }: { attempt: AttemptShown; onReload(): void }): JSX.Element {
  const { problem, version } = attempt;
  const { go } = useRouter();
  const [trial, setTrial] = useState<Trial | null>(null);
  const code = useRef<HTMLElement>(null);
  const act = useAct();
  const done = attempt.status === "done";
  const counts = attempt.mode === "submit" && done && attempt.verdict !== "judge_error";

  const reveal = () =>
    act.run(async () => {
      const source = await getSource(problem, version);
      setTrial(await tryCode(source, attempt.code ?? "", new AbortController().signal));
    });
  const rejudge = () =>
    act.run(async () => {
      const begun = await rejudgeChosen(problem, [attempt.id]);
      go(`/admin/rejudges/${begun.id}`);
    });
  const jump = () => code.current?.scrollIntoView();

  return (
    <>
      <dl class="facts-row">
        <div>
          <dt>Person</dt>
          <dd>
            <a href={`/admin/people/${attempt.user_id}`}>{attempt.user}</a>
          </dd>
        </div>
        <div>
          <dt>Problem</dt>
          <dd>
            <a href={`/admin/problems/${encodeURIComponent(problem)}`}>{problem}</a>, version{" "}
            {version}
          </dd>
        </div>
        <div>
          <dt>Sent</dt>
          <dd>
            <When at={attempt.created_at} />
          </dd>
        </div>
        <div>
          <dt>{attempt.mode === "run" ? "Run" : "Verdict"}</dt>
          <dd>
            <VerdictWord attempt={attempt} />
          </dd>
        </div>
      </dl>
      {act.failure && (
        <Notice tone="bad" title="That did not work">
          <p>{act.failure}</p>
        </Notice>
      )}
      <p class="desk-actions">
        {counts && (
          <button
            type="button"
            class="button button--small"
            aria-disabled={act.busy}
            onClick={rejudge}
          >
            Judge it again
          </button>
        )}
        {done && (
          <button
            type="button"
            class="button button--small"
            aria-disabled={act.busy}
            onClick={reveal}
          >
            {act.busy ? "Judging…" : "Try it with the hidden values shown"}
          </button>
        )}
        {!done && (
          <button type="button" class="button button--small" onClick={onReload}>
            Look again
          </button>
        )}
        <a href={`/admin/attempts?problem=${problem}&user=${encodeURIComponent(attempt.user)}`}>
          All of theirs at this problem
        </a>
      </p>
      {trial !== null && (
        <section class="desk-section">
          <h2>Tried again, with the hidden values</h2>
          <p class="quiet">On version {version}. It counts for nobody and changes nothing.</p>
          <TrialView trial={trial} onJump={jump} />
        </section>
      )}
      <section class="desk-section">
        <h2>As it was judged</h2>
        {done ? (
          <TrialView trial={attempt as unknown as Trial} onJump={jump} />
        ) : (
          <p class="quiet">It is not judged yet.</p>
        )}
      </section>
      <section class="desk-section" ref={code}>
        <h2>The code</h2>
        {attempt.code === null ? (
          <p class="quiet">It is no longer kept.</p>
        ) : (
          <Code text={attempt.code} language="python" />
        )}
      </section>
    </>
  );
}
