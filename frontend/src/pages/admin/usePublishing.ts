import { useState } from "preact/hooks";

import { publish } from "../../api/admin";
import { ApiError } from "../../api/client";
import type { AdminProblem, Issue } from "../../api/types";
import { describe } from "../../api/words";
import type { Question } from "../../components/Confirm";
import type { Tone } from "../../components/Notice";
import type { Stored } from "./AuthorPage";
import type { Draft } from "./draft";
import { publishWords } from "./words";

/** What came of the last wish to publish. */
export interface Said {
  tone: Tone;
  title: string;
  text: string;
  /** Whether candidates can be shown the problem. */
  live: boolean;
}

export interface Publishing {
  busy: boolean;
  question: Question | null;
  said: Said | null;
  /** What somebody else has published meanwhile. */
  conflict: Stored | null;
  ask(): void;
  closeQuestion(): void;
  closeConflict(): void;
  tell(said: Said | null): void;
}

interface Wanted {
  id: string;
  item: AdminProblem | null;
  draft: Draft;
  /** False while another tab writes the draft: what is here may be old. */
  mine: boolean;
  onIssues(issues: readonly Issue[]): void;
  onPublished(): Promise<void>;
  theirs(id: string): Promise<{ stored: Stored }>;
}

/** Publishing: what will happen, the wait, and each way it can end. */
export function usePublishing(wanted: Wanted): Publishing {
  const { id, item, draft, mine, onIssues, onPublished, theirs } = wanted;
  const [busy, setBusy] = useState(false);
  const [question, setQuestion] = useState<Question | null>(null);
  const [said, tell] = useState<Said | null>(null);
  const [conflict, setConflict] = useState<Stored | null>(null);

  const put = async () => {
    setBusy(true);
    tell(null);
    try {
      const { version, created } = await publish(id, draft.text, draft.base);
      await onPublished();
      tell({
        tone: "good",
        title: created ? `Version ${version} is live` : `Version ${version} is current`,
        text: created
          ? "Candidates get it from now on."
          : "The same text was published before, so it has kept its number.",
        live: true,
      });
    } catch (error) {
      if (error instanceof ApiError && error.status === 412) {
        setConflict((await theirs(id)).stored);
      } else if (error instanceof ApiError && error.issues.length > 0) {
        onIssues(error.issues);
        const text = "The gate has found issues; each leads to its line.";
        tell({ tone: "bad", title: "Not published", text, live: false });
      } else {
        tell({ tone: "bad", title: "Not published", text: describe(error), live: false });
      }
    } finally {
      setBusy(false);
    }
  };

  return {
    busy,
    question,
    said,
    conflict,
    ask: () => {
      if (busy) return;
      if (!mine) {
        const text = "Another tab writes this draft. Publish there, or write here instead.";
        tell({ tone: "bad", title: "Not published", text, live: false });
        return;
      }
      setQuestion({ ...publishWords(id, item, draft), onYes: () => void put() });
    },
    closeQuestion: () => setQuestion(null),
    closeConflict: () => setConflict(null),
    tell,
  };
}
