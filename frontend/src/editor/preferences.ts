import { useEffect, useState } from "preact/hooks";

import { keep, recall } from "../storage";

/** How the reader wants to edit; kept in this browser. */
export interface Preferences {
  /** Of the code, in pixels; null for the page's own. */
  size: number | null;
  wrap: boolean;
  vim: boolean;
}

export const SIZES = [12, 13, 14, 15, 16, 18, 20, 24] as const;

const KEY = "editor";
const CHANGED = "nabla:editor";

function read(): Preferences {
  let kept: Partial<Preferences> = {};
  try {
    kept = (JSON.parse(recall(KEY) ?? "{}") ?? {}) as Partial<Preferences>;
  } catch {
    // What cannot be read is as good as nothing.
  }
  const size = SIZES.find((known) => known === kept.size) ?? null;
  return { size, wrap: kept.wrap === true, vim: kept.vim === true };
}

/** The preferences, and how to change them everywhere on the page. */
export function usePreferences(): [Preferences, (part: Partial<Preferences>) => void] {
  const [preferences, setPreferences] = useState(read);
  useEffect(() => {
    const follow = () => setPreferences(read());
    addEventListener(CHANGED, follow);
    addEventListener("storage", follow);
    return () => {
      removeEventListener(CHANGED, follow);
      removeEventListener("storage", follow);
    };
  }, []);
  const change = (part: Partial<Preferences>) => {
    keep(KEY, JSON.stringify({ ...read(), ...part }));
    dispatchEvent(new Event(CHANGED));
  };
  return [preferences, change];
}
