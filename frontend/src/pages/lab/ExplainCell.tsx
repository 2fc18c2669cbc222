import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { ApiError } from "../../api/client";
import { explain, markExplanation, type ExplainItem, type Explanation } from "../../api/learn";
import { describe } from "../../api/words";
import { LogInNotice } from "../../components/LogInNotice";
import { OwnMark } from "../../components/OwnMark";
import { useRouter } from "../../router";
import { useSession } from "../../session";
import { keep, recall } from "../../storage";
import { Markdown } from "../../text/Markdown";

interface ExplainCellProps {
  lab: string;
  item: ExplainItem;
  onChange(mine: Explanation): void;
}

/** A prompt to answer in words; the model answer and one's own mark come afterwards. */
export function ExplainCell({ lab, item, onChange }: ExplainCellProps): JSX.Element {
  const { mine, prompt } = item;
  const { user, refresh } = useSession();
  const { path } = useRouter();
  const draft = `explain.${lab}.${prompt}`;
  const [text, setText] = useState(() => recall(draft) ?? mine?.text ?? "");
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [needsLogIn, setNeedsLogIn] = useState(false);

  const send = async (work: () => Promise<Explanation>) => {
    if (busy) return;
    setBusy(true);
    setTrouble(null);
    try {
      onChange(await work());
      keep(draft, null);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        setNeedsLogIn(true);
        void refresh();
      } else setTrouble(describe(error));
    } finally {
      setBusy(false);
    }
  };

  const compare = () => {
    if (user === null) return setNeedsLogIn(true);
    if (!text.trim()) {
      return setTrouble("Write an answer first; the model answer comes beside it.");
    }
    void send(() => explain(lab, prompt, text));
  };

  return (
    <form
      class="cell cell--explain"
      id={`prompt-${prompt}`}
      onSubmit={(event) => {
        event.preventDefault();
        compare();
      }}
    >
      <h3 class="cell__title">Explain</h3>
      <Markdown source={item.explain} />
      <label class="field">
        <span class="visually-hidden">Your answer to prompt {prompt}</span>
        <textarea
          class="words"
          rows={3}
          maxLength={10_000}
          placeholder="In your own words"
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setTrouble(null);
            keep(draft, event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) compare();
          }}
        />
      </label>
      {trouble !== null && (
        <p class="cell__trouble" role="alert">
          {trouble}
        </p>
      )}
      {needsLogIn && user === null && (
        <LogInNotice title="Log in to see the model answer" next={path}>
          What you have written stays in this browser.
        </LogInNotice>
      )}
      <p class="cell__actions">
        <button type="submit" class="button button--small" aria-disabled={busy}>
          {mine === null ? "Compare with the model answer" : "Keep this answer"}
        </button>
        {busy && <span class="quiet">Sending your answer…</span>}
      </p>
      {mine !== null && (
        <details class="model" open={mine.right === null}>
          <summary>The model answer</summary>
          <Markdown source={mine.answer} />
          <OwnMark
            rubric={mine.rubric}
            right={mine.right}
            onMark={(right) => void send(() => markExplanation(lab, prompt, right))}
          />
        </details>
      )}
    </form>
  );
}
