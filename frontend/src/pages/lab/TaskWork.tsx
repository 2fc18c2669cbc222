import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { ApiError } from "../../api/client";
import type { Mode, Problem } from "../../api/types";
import { Confirm, type Question } from "../../components/Confirm";
import { LogInNotice } from "../../components/LogInNotice";
import { UsedFunctions } from "../../components/UsedFunctions";
import type { EditorHandle } from "../../editor/Editor";
import { lazyPart } from "../../lazy";
import { useRouter } from "../../router";
import { useSession } from "../../session";
import { CodePane } from "../problem/CodePane";
import { useDraft } from "../problem/draft";
import { isBusy } from "../problem/judging";
import { NotShown } from "../problem/NotShown";
import { Results } from "../problem/Results";
import { StatementBody } from "../problem/Statement";
import { useJudging } from "../problem/useJudging";
import "../problem/workspace.css";

const SolutionPanel = lazyPart(() =>
  import("../problem/SolutionPanel").then((module) => module.SolutionPanel),
);
const DraftConflict = lazyPart(() =>
  import("../problem/DraftConflict").then((module) => module.DraftConflict),
);

interface TaskWorkProps {
  problem: Problem;
  onChange(change: Partial<Problem>): void;
}

/** What a task asks in full, the editor, what comes of running and submitting, the solution. */
export function TaskWork({ problem, onChange }: TaskWorkProps): JSX.Element {
  const { user, refresh } = useSession();
  const { path } = useRouter();
  const editor = useRef<EditorHandle>(null);
  const draft = useDraft(problem.id, problem.starter, (code) => editor.current?.replace(code));
  const judge = useJudging(problem.id, () => {});
  const { state } = judge;
  const [needsLogIn, setNeedsLogIn] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const [question, setQuestion] = useState<Question | null>(null);
  const [news, setNews] = useState("");
  const [solution, setSolution] = useState(false);

  useEffect(() => {
    if (state.phase !== "done") return;
    const { submission } = state;
    if (submission?.verdict === "accepted" && state.mode === "submit") {
      onChange({ status: "solved" });
    }
    const test = submission?.tests.find((entry) => entry.error?.line);
    const line = submission?.error?.line ?? test?.error?.line ?? null;
    if (line !== null && editor.current?.text() === state.code) editor.current.markLine(line);
  }, [state.phase]);

  useEffect(() => {
    if (state.failure instanceof ApiError && state.failure.status === 401) {
      if (state.phase === "refused") setNeedsLogIn(true);
      void refresh();
    }
  }, [state.failure]);

  const send = (mode: Mode) => {
    if (isBusy(state)) return;
    if (user === null) return setNeedsLogIn(true);
    editor.current?.markLine(null);
    void judge.send(mode, editor.current?.text() ?? draft.code);
  };

  const askStarter = () =>
    setQuestion({
      title: "Back to the starter code?",
      text: "Your code is put aside; “Back to my draft” brings it back.",
      action: "Start over",
      onYes: () => {
        draft.keepAside(editor.current?.text() ?? draft.code);
        editor.current?.replace(problem.starter);
      },
    });

  return (
    <>
      <UsedFunctions used={problem.used ?? []} />
      <details class="task__asked">
        <summary>What is asked: arguments, examples, rules</summary>
        <div class="statement">
          <StatementBody problem={problem} />
        </div>
      </details>
      <div
        class="task__code"
        onKeyDownCapture={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          event.stopPropagation();
          if (!event.repeat) send(event.shiftKey ? "submit" : "run");
        }}
      >
        <CodePane
          id={`code-${problem.id}`}
          problem={problem}
          draft={draft}
          editor={editor}
          busy={isBusy(state)}
          onStarter={askStarter}
          onConflict={() => setChoosing(true)}
          onSend={send}
        />
      </div>
      <p class="visually-hidden" role="status">
        {news}
      </p>
      {needsLogIn && user === null ? (
        <LogInNotice title="Log in to run and submit" next={path}>
          What you have written stays in this browser and will be here when you come back.
        </LogInNotice>
      ) : state.phase === "refused" || state.phase === "lost" ? (
        <NotShown problem={problem} state={state} onAgain={judge.again} />
      ) : (
        state.phase !== "idle" && (
          <div class="task__results">
            <Results
              problem={problem}
              state={state}
              stale={state.code !== draft.code}
              onJump={(line) => editor.current?.jumpTo(line)}
              onCancel={judge.cancel}
              onNews={setNews}
            />
          </div>
        )
      )}
      <details
        class="task__solution"
        onToggle={(event) => setSolution((seen) => seen || event.currentTarget.open)}
      >
        <summary>Solution</summary>
        {solution && (
          <SolutionPanel problem={problem} onGivenUp={() => onChange({ given_up: true })} />
        )}
      </details>
      <Confirm question={question} onClose={() => setQuestion(null)} />
      {choosing && draft.theirs && (
        <DraftConflict
          mine={draft.code}
          theirs={draft.theirs}
          onChoose={draft.choose}
          onClose={() => setChoosing(false)}
        />
      )}
    </>
  );
}
