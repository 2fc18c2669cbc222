import type { JSX } from "preact";

import type { Attempt } from "../../../api/types";
import { wordsOf } from "../../problem/verdicts";

/** What became of an attempt, in a word. */
export function VerdictWord({ attempt }: { attempt: Attempt }): JSX.Element {
  if (attempt.status !== "done") {
    return <span class="word">{attempt.status === "queued" ? "waiting" : "being judged"}</span>;
  }
  const words = wordsOf(attempt);
  return <span class={`word word--${words.tone}`}>{words.title.toLowerCase()}</span>;
}
