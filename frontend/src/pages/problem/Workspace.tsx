import type { JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import { ApiError } from "../../api/client";
import type { Mode, Problem } from "../../api/types";
import { Confirm, type Question } from "../../components/Confirm";
import { Split } from "../../components/Split";
import { Tabs } from "../../components/Tabs";
import type { EditorHandle } from "../../editor/Editor";
import { whenIdle } from "../../idle";
import { lazyPart } from "../../lazy";
import { useRouter } from "../../router";
import { useSession } from "../../session";
import { CodePane } from "./CodePane";
import { useDraft } from "./draft";
import { isBusy } from "./judging";
import { useKeys } from "./keys";
import { LogInFirst } from "./LogInFirst";
import { NotShown } from "./NotShown";
import { useJudging } from "./useJudging";
import "./workspace.css";

const loadResults = () => import("./Results").then((module) => module.Results);
const Results = lazyPart(loadResults);
const Attempts = lazyPart(() => import("./Attempts").then((module) => module.Attempts));
const OwnInput = lazyPart(() => import("./own/OwnInput").then((module) => module.OwnInput));
const DraftConflict = lazyPart(() =>
  import("./DraftConflict").then((module) => module.DraftConflict),
);
const EditorDialog = lazyPart(() =>
  import("./EditorDialog").then((module) => module.EditorDialog),
);

type Panel = "result" | "input" | "attempts";

export interface WorkspaceProps {
  problem: Problem;
  /** A submission, not a run, has been accepted. */
  onAccepted(): void;
}

/** The editor with its buttons, and below it results, own inputs and earlier attempts. */
export function Workspace({ problem, onAccepted }: WorkspaceProps): JSX.Element {
  const { user, refresh } = useSession();
  const { path, query, go } = useRouter();
  const editor = useRef<EditorHandle>(null);
  const draft = useDraft(problem.id, problem.starter, (code) => editor.current?.replace(code));
  const outcome = useRef<HTMLElement>(null);
  const attempt = query.get("attempt");
  const [panel, setPanel] = useState<Panel>(attempt === null ? "result" : "attempts");
  const [question, setQuestion] = useState<Question | null>(null);
  const [needsLogIn, setNeedsLogIn] = useState<Mode | null>(null);
  const [choosing, setChoosing] = useState(false);
  const [finished, setFinished] = useState(0);
  const [news, setNews] = useState("");
  const [dialog, setDialog] = useState(false);
  const judge = useJudging(problem.id, () => setFinished((n) => n + 1));
  const { state } = judge;
  const busy = isBusy(state);

  useEffect(() => {
    // Fetched while nothing else is to do, so that a run need not wait, nor a lost connection hurt.
    whenIdle(() => void loadResults().catch(() => {}));
  }, []);

  useEffect(() => {
    if (state.phase !== "done") return;
    const { submission } = state;
    if (submission?.verdict === "accepted" && state.mode === "submit") onAccepted();
    const test = submission?.tests.find((entry) => entry.error?.line);
    const line = submission?.error?.line ?? test?.error?.line ?? null;
    if (line !== null && editor.current?.text() === state.code) editor.current.markLine(line);
  }, [state.phase]);

  useEffect(() => {
    // The session ran out between two requests: the header must not claim otherwise.
    if (state.failure instanceof ApiError && state.failure.status === 401) {
      if (state.phase === "refused") setNeedsLogIn(state.mode);
      void refresh();
    }
  }, [state.failure]);

  useEffect(() => {
    if (user) setNeedsLogIn(null);
  }, [user]);

  useEffect(() => {
    if (attempt === null) return;
    setPanel("attempts");
    // On narrow screens it is below the statement.
    outcome.current?.scrollIntoView();
  }, [attempt]);

  useEffect(() => setChoosing(draft.theirs !== null), [draft.theirs]);

  const send = (mode: Mode, inputs?: Record<string, unknown>[]) => {
    // Own inputs have their results beside them, to go on from.
    select(inputs && user !== null ? "input" : "result");
    if (busy) return;
    if (user === null) {
      setNeedsLogIn(mode);
      outcome.current?.scrollIntoView({ block: "nearest" });
      return;
    }
    editor.current?.markLine(null);
    // On narrow screens the results are further down.
    outcome.current?.scrollIntoView({ block: "nearest" });
    void judge.send(mode, editor.current?.text() ?? draft.code, inputs);
  };
  useKeys({ send });

  const select = (id: Panel) => {
    setPanel(id);
    if (id === "attempts" || attempt === null) return;
    const rest = new URLSearchParams(query);
    rest.delete("attempt");
    go(rest.size > 0 ? `${path}?${rest}` : path, { replace: true });
  };

  const replace = (code: string) => {
    draft.keepAside(editor.current?.text() ?? draft.code);
    editor.current?.replace(code);
    editor.current?.focus();
  };

  const askStarter = () =>
    setQuestion({
      title: "Back to the starter code?",
      text: "Your code is put aside; “Back to my draft” brings it back.",
      action: "Start over",
      onYes: () => replace(problem.starter),
    });

  const askRestore = useCallback(
    (code: string) =>
      setQuestion({
        title: "Put this attempt in the editor?",
        text: "The code that you have now is put aside; “Back to my draft” brings it back.",
        action: "Put it in",
        onYes: () => replace(code),
      }),
    [],
  );

  const results =
    needsLogIn !== null ? (
      <LogInFirst mode={needsLogIn} problem={problem.id} />
    ) : state.phase === "idle" ? (
      <Invitation problem={problem} />
    ) : state.phase === "refused" || state.phase === "lost" ? (
      <NotShown problem={problem} state={state} onAgain={judge.again} />
    ) : (
      <Results
        problem={problem}
        state={state}
        stale={state.code !== draft.code}
        onJump={(line) => editor.current?.jumpTo(line)}
        onCancel={judge.cancel}
        onNews={setNews}
      />
    );

  const resultPane = (
    <section ref={outcome} class="outcome" aria-label="Results">
      <Tabs
        label="Results"
        selected={panel}
        onSelect={(id) => select(id as Panel)}
        tabs={[
          { id: "result", label: "Result" },
          { id: "input", label: "Own input" },
          { id: "attempts", label: "Attempts" },
        ]}
      />
      <p class="visually-hidden" role="status">
        {news}
      </p>
      <div
        class="outcome__panel"
        role="tabpanel"
        id={`panel-${panel}`}
        aria-labelledby={`tab-${panel}`}
        tabIndex={0}
      >
        {panel === "result" && results}
        {panel === "input" && (
          <OwnInput
            problem={problem}
            typed={draft.inputs}
            busy={busy}
            onType={draft.changeInputs}
            onRun={(inputs) => send("run", [inputs])}
          >
            {state.own && results}
          </OwnInput>
        )}
        {panel === "attempts" && (
          <Attempts
            problem={problem}
            shown={attempt}
            changed={finished}
            draft={draft.code}
            onRestore={askRestore}
          />
        )}
      </div>
    </section>
  );

  return (
    <div class="workspace">
      <Split
        name="workspace"
        label="Height of the editor"
        direction="rows"
        initial={58}
        first={
          <CodePane
            problem={problem}
            draft={draft}
            editor={editor}
            busy={busy}
            onStarter={askStarter}
            onConflict={() => setChoosing(true)}
            onDialog={() => setDialog(true)}
            onSend={send}
          />
        }
        second={resultPane}
      />
      <Confirm question={question} onClose={() => setQuestion(null)} />
      {dialog && <EditorDialog onClose={() => setDialog(false)} />}
      {choosing && draft.theirs && (
        <DraftConflict
          mine={draft.code}
          theirs={draft.theirs}
          onChoose={draft.choose}
          onClose={() => setChoosing(false)}
        />
      )}
    </div>
  );
}

/** What the results panel says before the first run. */
function Invitation({ problem }: { problem: Problem }): JSX.Element {
  const tests = problem.hidden_tests + problem.examples.length;
  return (
    <p class="quiet results__idle">
      <strong>Run</strong> tries your code on the examples. <strong>Submit</strong> judges it on all{" "}
      {tests} tests, {problem.hidden_tests} of them hidden.
    </p>
  );
}
