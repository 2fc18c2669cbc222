import { useEffect, useState } from "preact/hooks";

import { preview } from "../../api/admin";
import type { Issue, Preview } from "../../api/types";

const PAUSE_MILLISECONDS = 400;

/** What the server makes of the draft, a moment after the last keystroke. */
export interface Previewed {
  /** The newest view there was; `stale` while the text has issues or has just changed. */
  view: Preview["view"];
  /** The same of a lab, a question or a course. */
  document: Record<string, unknown> | null;
  stale: boolean;
  /** The text that the issues are about. */
  text: string | null;
  issues: readonly Issue[];
  failure: unknown;
}

const NOTHING: Previewed = {
  view: null,
  document: null,
  stale: false,
  text: null,
  issues: [],
  failure: null,
};

export function usePreview(text: string): Previewed {
  const [state, setState] = useState(NOTHING);

  useEffect(() => {
    const controller = new AbortController();
    const ask = async () => {
      try {
        const { view, document, issues } = await preview(text, controller.signal);
        const none = view === null && !document;
        setState((now) => ({
          view: none ? now.view : view,
          document: none ? now.document : (document ?? null),
          stale: none,
          text,
          issues,
          failure: null,
        }));
      } catch (failure) {
        if (!controller.signal.aborted) setState((now) => ({ ...now, stale: true, failure }));
      }
    };
    const timer = setTimeout(() => void ask(), state.text === null ? 0 : PAUSE_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [text]);

  return state;
}
