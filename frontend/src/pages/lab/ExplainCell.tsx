import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { ApiError } from "../../api/client";
import { explain, markExplanation, type ExplainItem, type Explanation } from "../../api/learn";
import { describe } from "../../api/words";
import { LogInNotice } from "../../components/LogInNotice";
import { Notice } from "../../components/Notice";
import { OwnMark } from "../../components/OwnMark";
import { tellAnswered } from "../../drafts/answered";
import { PlaceNotice } from "../../drafts/PlaceNotice";
import type { Sheet } from "../../drafts/sheet";
import { useRouter } from "../../router";
import { useSession } from "../../session";
import { Markdown } from "../../text/Markdown";

interface ExplainCellProps {
  lab: string;
  item: ExplainItem;
  sheet: Sheet;
  onChange(mine: Explanation): void;
  /** It was answered elsewhere. */
  onStale(): void;
}

/** A prompt to answer in words; the model answer and one's own mark come afterwards. */
export function ExplainCell({ lab, item, sheet, onChange, onStale }: ExplainCellProps): JSX.Element {
  const { mine, prompt } = item;
  const { user, refresh } = useSession();
  const { path } = useRouter();
  const place = `prompt-${prompt}`;
  const written = sheet.text(place);
  const text = written ?? mine?.text ?? "";
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [needsLogIn, setNeedsLogIn] = useState(false);

  const [elsewhere, setElsewhere] = useState(false);

  const send = async (work: () => Promise<Explanation>, sent: string | null = null) => {
    if (busy) return;
    setBusy(true);
    setTrouble(null);
    setElsewhere(false);
    try {
      onChange(await work());
      if (sheet.text(place) === sent) sheet.change(place, null);
      tellAnswered(lab);
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) {
        // What was written here stays in the sheet, beside the other once that has been read.
        if (sheet.text(place) === null) sheet.change(place, text);
        setElsewhere(true);
        onStale();
      } else if (error instanceof ApiError && error.status === 401) {
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
    void send(() => explain(lab, prompt, text, mine?.tries ?? 0), written);
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
            const { value } = event.currentTarget;
            setTrouble(null);
            sheet.change(place, value === (mine?.text ?? "") ? null : value);
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) compare();
          }}
        />
      </label>
      {elsewhere && mine !== null && (
        <div role="alert">
          <Notice tone="warn" title="You have answered this elsewhere meanwhile">
            <blockquote class="elsewhere">{mine.text}</blockquote>
            <p class="notice__actions">
              <button
                type="button"
                class="button"
                onClick={() => {
                  sheet.keepAside(place, written);
                  sheet.change(place, null);
                  setElsewhere(false);
                }}
              >
                Take that one
              </button>
              <button type="button" class="button" onClick={compare}>
                Send what is here instead
              </button>
            </p>
          </Notice>
        </div>
      )}
      <PlaceNotice sheet={sheet} place={place} />
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
