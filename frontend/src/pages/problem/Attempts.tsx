import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { listAttempts } from "../../api/client";
import type { Attempt } from "../../api/types";
import { describe } from "../../api/words";
import { Icon } from "../../components/Icon";
import { Notice } from "../../components/Notice";
import { useSession } from "../../session";
import { formatTime } from "../../values/format";
import { wordsFor } from "./verdicts";

interface AttemptsProps {
  problem: string;
  /** Grows whenever an attempt has been judged, so that the list is read again. */
  changed: number;
  onRestore(attempt: Attempt): void;
}

/** The reader's earlier submissions; each can be put back into the editor. */
export function Attempts({ problem, changed, onRestore }: AttemptsProps): JSX.Element {
  const { user } = useSession();
  const [attempts, setAttempts] = useState<Attempt[] | null>(null);
  const [failure, setFailure] = useState<unknown>(null);

  useEffect(() => {
    if (!user) return;
    let gone = false;
    listAttempts(problem).then(
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
  }, [problem, changed, user?.username]);

  if (user === null) return <p class="quiet">Your attempts are listed here once you log in.</p>;
  if (failure !== null && attempts === null) {
    return (
      <Notice tone="bad" title="Your attempts did not load">
        <p>{describe(failure)}</p>
      </Notice>
    );
  }
  if (attempts === null) return <p class="loading">Reading your attempts…</p>;
  if (attempts.length === 0) return <p class="quiet">No attempts yet. Submit to make the first.</p>;
  return (
    <ol class="attempts" aria-label="Your attempts, newest first">
      {attempts.map((attempt) => (
        <li key={attempt.id}>
          <AttemptLine attempt={attempt} onRestore={onRestore} />
        </li>
      ))}
    </ol>
  );
}

function AttemptLine(props: {
  attempt: Attempt;
  onRestore(attempt: Attempt): void;
}): JSX.Element {
  const { attempt, onRestore } = props;
  const words = attempt.verdict === null ? null : wordsFor(attempt.verdict, "submit");
  const when = new Date(attempt.created_at);
  return (
    <button type="button" class="attempt" onClick={() => onRestore(attempt)}>
      <span class={`mark mark--${words?.tone ?? "plain"}`}>
        <Icon name={words?.icon ?? "clock"} />
      </span>
      <span class="attempt__verdict">{words?.title ?? "Being judged"}</span>
      <span class="attempt__count">
        {attempt.total ? `${attempt.passed ?? 0} of ${attempt.total}` : ""}
      </span>
      <span class="attempt__time">
        {attempt.time_ms === null ? "" : formatTime(attempt.time_ms)}
      </span>
      <time dateTime={attempt.created_at} title={when.toLocaleString()}>
        {ago(when)}
      </time>
      <span class="attempt__restore">Put in the editor</span>
    </button>
  );
}

const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

function ago(when: Date): string {
  const seconds = (when.getTime() - Date.now()) / 1000;
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return RELATIVE.format(Math.round(seconds / length), unit);
  }
  return "just now";
}
