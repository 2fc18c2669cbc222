import type { JSX } from "preact";

import { explain, markExplanation, type ExplainItem, type Explanation } from "../../api/learn";
import { LogInNotice } from "../../components/LogInNotice";
import { OwnMark } from "../../components/OwnMark";
import { AnsweredElsewhere, PlaceNotice } from "../../drafts/PlaceNotice";
import type { Sheet } from "../../drafts/sheet";
import { useAnswering } from "../../drafts/useAnswering";
import { useRouter } from "../../router";
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
  const { path } = useRouter();
  const place = `prompt-${prompt}`;
  const written = sheet.text(place);
  const text = written ?? mine?.text ?? "";
  const answering = useAnswering(lab, place, sheet, onStale);
  const { busy, trouble, setTrouble } = answering;

  const send = (sent: string | null, work: () => Promise<Explanation>) =>
    void answering.send(sent, async () => {
      onChange(await work());
      return null;
    });

  const compare = () => {
    if (!text.trim()) {
      return setTrouble("Write an answer first; the model answer comes beside it.");
    }
    send(text, () => explain(lab, prompt, text, mine?.tries ?? 0));
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
      {answering.elsewhere && mine !== null && (
        <AnsweredElsewhere
          theirs={mine.text}
          onTheirs={() => answering.takeTheirs(mine.text)}
          onMine={compare}
        />
      )}
      {!answering.elsewhere && <PlaceNotice sheet={sheet} place={place} />}
      {trouble !== null && (
        <p class="cell__trouble" role="alert">
          {trouble}
        </p>
      )}
      {answering.needsLogIn && (
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
            onMark={(right) => send(null, () => markExplanation(lab, prompt, right))}
          />
        </details>
      )}
    </form>
  );
}
