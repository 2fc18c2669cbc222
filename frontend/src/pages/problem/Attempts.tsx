import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { ApiError, getSubmission, listAttempts } from "../../api/client";
import type { Attempt, Problem } from "../../api/types";
import { describe } from "../../api/words";
import { Icon } from "../../components/Icon";
import { Notice } from "../../components/Notice";
import { useSession } from "../../session";
import { formatTime } from "../../values/format";
import { ago } from "./ago";
import { AttemptView } from "./AttemptView";
import { LineDiff, type Side } from "./LineDiff";
import { wordsOf } from "./verdicts";
import "./attempts.css";

interface AttemptsProps {
  problem: Problem;
  /** The attempt that the URL names, or none for the list. */
  shown: string | null;
  /** Grows whenever an attempt has been judged, so that the list is read again. */
  changed: number;
  /** What is in the editor. */
  draft: string;
  onRestore(code: string): void;
}

/** The reader's earlier submissions: one of them, or all, and any two side by side. */
export function Attempts(props: AttemptsProps): JSX.Element {
  const { problem, shown, changed, draft, onRestore } = props;
  const { user } = useSession();
  const [attempts, setAttempts] = useState<Attempt[] | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [sides, setSides] = useState<readonly [Side, Side] | null>(null);

  useEffect(() => {
    if (!user) return;
    let gone = false;
    listAttempts(problem.id).then(
      (items) => {
        if (!gone) setAttempts(items);
      },
      (error: unknown) => {
        if (!gone) setFailure(error);
      },
    );
    return () => {
      gone = true;
    };
  }, [problem.id, changed, user?.username]);

  if (user === null) return <p class="quiet">Your attempts are listed here once you log in.</p>;
  if (shown !== null) {
    return <AttemptView key={shown} id={shown} problem={problem} draft={draft} onRestore={onRestore} />;
  }
  if (failure !== null && attempts === null) {
    return (
      <Notice tone="bad" title="Your attempts did not load">
        <p>{describe(failure)}</p>
      </Notice>
    );
  }
  if (attempts === null) return <p class="loading">Reading your attempts…</p>;
  if (attempts.length === 0) return <p class="quiet">No attempts yet. Submit to make the first.</p>;

  const choose = (id: string, on: boolean) => {
    setSides(null);
    setChosen(on ? [...chosen, id].slice(-2) : chosen.filter((other) => other !== id));
  };
  const act = (work: Promise<void>) => {
    setFailure(null);
    work.catch(setFailure);
  };
  const restore = async (id: string) => {
    const { code } = await getSubmission(id);
    if (code === null) throw new ApiError(404, "", "The code of this attempt is no longer kept.");
    onRestore(code);
  };
  const compare = async () => {
    // Older on the left; one alone is held against what is in the editor.
    const read = await Promise.all(
      [...chosen].sort().map(async (id) => {
        const found = await getSubmission(id);
        const gone = found.code === null ? ": the code is no longer kept" : "";
        const title = `${wordsOf(found).title}, ${ago(found.created_at)}${gone}`;
        return { title, code: found.code ?? "" };
      }),
    );
    setSides([read[0]!, read[1] ?? { title: "In the editor", code: draft }]);
  };

  return (
    <>
      {failure !== null && (
        <Notice tone="bad" title="That did not work">
          <p>{describe(failure)}</p>
        </Notice>
      )}
      <ol class="attempts" aria-label="Your attempts, newest first">
        {attempts.map((attempt) => (
          <AttemptLine
            key={attempt.id}
            attempt={attempt}
            chosen={chosen.includes(attempt.id)}
            onChoose={(on) => choose(attempt.id, on)}
            onRestore={() => act(restore(attempt.id))}
          />
        ))}
      </ol>
      <p class="attempts__compare">
        <button
          type="button"
          class="button button--small"
          aria-disabled={chosen.length === 0}
          onClick={() => chosen.length > 0 && act(compare())}
        >
          {chosen.length === 2 ? "Compare the two" : "Compare with the editor"}
        </button>
        {chosen.length === 0 && <span class="quiet">Choose one or two to see what differs.</span>}
      </p>
      {sides && <LineDiff before={sides[0]} after={sides[1]} />}
    </>
  );
}

function AttemptLine(props: {
  attempt: Attempt;
  chosen: boolean;
  onChoose(on: boolean): void;
  onRestore(): void;
}): JSX.Element {
  const { attempt, chosen, onChoose, onRestore } = props;
  const words = attempt.verdict === null ? null : wordsOf(attempt);
  const title = words?.title ?? "Being judged";
  const when = ago(attempt.created_at);
  return (
    <li class="attempt">
      <input
        type="checkbox"
        checked={chosen}
        aria-label={`Compare: ${title}, ${when}`}
        onChange={(event) => onChoose(event.currentTarget.checked)}
      />
      <span class={`mark mark--${words?.tone ?? "plain"}`}>
        <Icon name={words?.icon ?? "clock"} />
      </span>
      <a class="attempt__verdict" href={`?attempt=${attempt.id}`}>
        {title}
      </a>
      <span class="attempt__count">
        {attempt.total ? `${attempt.passed ?? 0} of ${attempt.total}` : ""}
      </span>
      <span class="attempt__time">
        {attempt.time_ms === null ? "" : formatTime(attempt.time_ms)}
      </span>
      <time dateTime={attempt.created_at} title={new Date(attempt.created_at).toLocaleString()}>
        {when}
      </time>
      <button type="button" class="text-button" onClick={onRestore}>
        Put in the editor
      </button>
    </li>
  );
}
