import { useCallback, useState } from "preact/hooks";

import { keep, recall, recallAll } from "../../storage";

/** A text that an author has not published yet, kept in this browser. */
export interface Kept {
  text: string;
  /** The version that the author began from; null for a new problem. */
  base: number | null;
  at: string;
}

const DRAFT = "author.";
const ASIDE = "author-aside.";

export function recallDraft(id: string): Kept | null {
  return parse(recall(DRAFT + id));
}

export function keepDraft(id: string, draft: Kept | null): boolean {
  return keep(DRAFT + id, draft === null ? null : JSON.stringify(draft));
}

/** The drafts of this browser by the id of their problem. */
export function recallDrafts(): Map<string, Kept> {
  const drafts = new Map<string, Kept>();
  for (const [id, text] of recallAll(DRAFT)) {
    const draft = parse(text);
    if (draft !== null) drafts.set(id, draft);
  }
  return drafts;
}

function parse(text: string | null): Kept | null {
  if (text === null) return null;
  try {
    const { text: yaml, base, at } = JSON.parse(text) as Kept;
    return typeof yaml === "string" ? { text: yaml, base, at } : null;
  } catch {
    return null;
  }
}

export interface Draft {
  text: string;
  base: number | null;
  /** Whether the browser has kept the newest change. */
  saved: boolean;
  /** A text put aside when another one took its place. */
  aside: string | null;
  change(text: string): void;
  /** From now on the draft is compared with, and published over, this version. */
  rebase(published: string, version: number): void;
  /** Read what another tab has kept. */
  reread(): string;
  putAside(text: string): void;
  takeBack(): string;
}

/** The draft of one problem; a text equal to the published one is not kept. */
export function useAuthorDraft(id: string, published: string | null, version: number | null): Draft {
  const [state, setState] = useState(() => {
    const kept = recallDraft(id);
    return { text: kept?.text ?? published ?? "", base: kept ? kept.base : version };
  });
  const [origin, setOrigin] = useState(published);
  const [saved, setSaved] = useState(true);
  const [aside, setAside] = useState(() => recall(ASIDE + id));

  const store = (text: string, base: number | null, same: string | null) =>
    setSaved(keepDraft(id, text === same ? null : { text, base, at: new Date().toISOString() }));

  const change = useCallback(
    (text: string) => {
      setState((now) => ({ ...now, text }));
      store(text, state.base, origin);
    },
    [id, origin, state.base],
  );

  const putAside = (text: string) => {
    if (text.trim() === "") return;
    keep(ASIDE + id, text);
    setAside(text);
  };

  return {
    ...state,
    saved,
    aside,
    change,
    rebase: (newest, base) => {
      setOrigin(newest);
      setState((now) => ({ ...now, base }));
      store(recallDraft(id)?.text ?? state.text, base, newest);
    },
    reread: () => {
      const kept = recallDraft(id);
      const now = { text: kept?.text ?? origin ?? "", base: kept ? kept.base : state.base };
      setState(now);
      return now.text;
    },
    putAside,
    takeBack: () => {
      const back = aside ?? "";
      keep(ASIDE + id, null);
      setAside(null);
      return back;
    },
  };
}
