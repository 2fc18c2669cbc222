import type { JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import { ApiError, getSubmission } from "../../api/client";
import type { Attempt, Mode, Problem } from "../../api/types";
import { describe } from "../../api/words";
import { Confirm, type Question } from "../../components/Confirm";
import { Icon } from "../../components/Icon";
import { Notice } from "../../components/Notice";
import { Split } from "../../components/Split";
import { Tabs } from "../../components/Tabs";
import { Editor, type Cursor, type EditorHandle } from "../../editor/Editor";
import { lazyPart } from "../../lazy";
import { useSession } from "../../session";
import { useDraft } from "./draft";
import { isBusy } from "./judging";
import { LogInFirst } from "./LogInFirst";
import { Results } from "./Results";
import { useJudging } from "./useJudging";

const Attempts = lazyPart(() => import("./Attempts").then((module) => module.Attempts));
const OwnInput = lazyPart(() => import("./OwnInput").then((module) => module.OwnInput));

type Panel = "result" | "input" | "attempts";

const MODIFIER = /Mac|iP(hone|ad)/.test(navigator.platform) ? "⌘" : "Ctrl";

interface WorkspaceProps {
  problem: Problem;
  /** A submission, not a run, has been accepted. */
  onAccepted(): void;
}

/** The editor with its buttons, and below it results, own inputs and earlier attempts. */
export function Workspace({ problem, onAccepted }: WorkspaceProps): JSX.Element {
  const { user, refresh } = useSession();
  const draft = useDraft(problem.id, problem.starter);
  const editor = useRef<EditorHandle>(null);
  const outcome = useRef<HTMLElement>(null);
  const [cursor, setCursor] = useState<Cursor>({ line: 1, column: 1 });
  const [panel, setPanel] = useState<Panel>("result");
  const [question, setQuestion] = useState<Question | null>(null);
  const [needsLogIn, setNeedsLogIn] = useState<Mode | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [finished, setFinished] = useState(0);
  const judge = useJudging(problem.id, () => setFinished((n) => n + 1));
  const { state } = judge;
  const busy = isBusy(state);

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
      setNeedsLogIn(state.mode);
      void refresh();
    }
  }, [state.failure]);

  useEffect(() => {
    if (user) setNeedsLogIn(null);
  }, [user]);

  const send = (mode: Mode, inputs?: Record<string, unknown>[]) => {
    setPanel("result");
    setTrouble(null);
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
  const latestSend = useRef(send);
  latestSend.current = send;

  useEffect(() => {
    // Caught before the editor sees it, where Ctrl+Enter would add a line.
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      if (document.querySelector("dialog[open]")) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.repeat) return;
      const ownInput = (event.target as Element).closest<HTMLFormElement>("form.own");
      if (ownInput && !event.shiftKey) ownInput.requestSubmit();
      else latestSend.current(event.shiftKey ? "submit" : "run");
    };
    addEventListener("keydown", onKeyDown, true);
    return () => removeEventListener("keydown", onKeyDown, true);
  }, []);

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

  const restore = useCallback(async (attempt: Attempt) => {
    setTrouble(null);
    try {
      const { code } = await getSubmission(attempt.id);
      setQuestion({
        title: "Put this attempt in the editor?",
        text: "The code that you have now is put aside; “Back to my draft” brings it back.",
        action: "Put it in",
        onYes: () => replace(code),
      });
    } catch (error) {
      setTrouble(describe(error));
    }
  }, []);

  const editorPane = (
    <section class="coding" id="your-code" aria-label="Your code">
      <div class="toolbar">
        <span class="toolbar__file">
          solution<span>.py</span>
        </span>
        <span class="toolbar__end">
          {draft.aside !== null && (
            <button
              type="button"
              class="text-button"
              onClick={() => editor.current?.replace(draft.takeBack())}
            >
              Back to my draft
            </button>
          )}
          <button type="button" class="text-button" onClick={askStarter}>
            <Icon name="reset" /> Back to starter
          </button>
        </span>
      </div>
      <Editor
        initial={draft.code}
        label={`Python code for ${problem.title}`}
        handle={editor}
        onChange={draft.change}
        onCursor={setCursor}
      />
      <div class="actions">
        <p class="actions__status">
          <span>
            Ln {cursor.line}, Col {cursor.column}
          </span>
          <span class="actions__saved">
            {draft.saved ? "kept in this browser" : "not kept: this browser's storage is full"}
          </span>
          <span class="actions__escape">
            <kbd>Esc</kbd> <kbd>Tab</kbd> leaves the editor
          </span>
        </p>
        <button
          type="button"
          class="button"
          aria-disabled={busy}
          aria-keyshortcuts="Control+Enter Meta+Enter"
          onClick={() => send("run")}
        >
          <Icon name="play" /> Run <kbd aria-hidden="true">{MODIFIER} ↵</kbd>
        </button>
        <button
          type="button"
          class="button button--primary"
          aria-disabled={busy}
          aria-keyshortcuts="Control+Shift+Enter Meta+Shift+Enter"
          onClick={() => send("submit")}
        >
          Submit <kbd aria-hidden="true">{MODIFIER} ⇧ ↵</kbd>
        </button>
      </div>
    </section>
  );

  const resultPane = (
    <section ref={outcome} class="outcome" aria-label="Results">
      <Tabs
        label="Results"
        selected={panel}
        onSelect={(id) => setPanel(id as Panel)}
        tabs={[
          { id: "result", label: "Result" },
          { id: "input", label: "Own input" },
          { id: "attempts", label: "Attempts" },
        ]}
      />
      <div
        class="outcome__panel"
        role="tabpanel"
        id={`panel-${panel}`}
        aria-labelledby={`tab-${panel}`}
        tabIndex={0}
      >
        {trouble !== null && (
          <Notice tone="bad" title="That did not work">
            <p>{trouble}</p>
          </Notice>
        )}
        {panel === "result" &&
          (needsLogIn !== null ? (
            <LogInFirst mode={needsLogIn} problem={problem.id} />
          ) : (
            <Results
              problem={problem}
              state={state}
              stale={state.code !== draft.code}
              onJump={(line) => editor.current?.jumpTo(line)}
            />
          ))}
        {panel === "input" && (
          <OwnInput problem={problem} busy={busy} onRun={(inputs) => send("run", [inputs])} />
        )}
        {panel === "attempts" && (
          <Attempts problem={problem.id} changed={finished} onRestore={restore} />
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
        first={editorPane}
        second={resultPane}
      />
      <Confirm question={question} onClose={() => setQuestion(null)} />
    </div>
  );
}
