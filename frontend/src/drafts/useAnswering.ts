import { useState } from "preact/hooks";

import { ApiError } from "../api/client";
import { describe } from "../api/words";
import { useSession } from "../session";
import { tellAnswered } from "./answered";
import type { Sheet } from "./sheet";

/** An answer on its way, and why it did not get there. */
export interface Answering {
  busy: boolean;
  /** What is wrong, in words. */
  trouble: string | null;
  setTrouble(words: string | null): void;
  needsLogIn: boolean;
  /** The place was answered elsewhere meanwhile; the reader has not chosen yet. */
  elsewhere: boolean;
  /**
   * Go on with what was answered elsewhere; what is written here is put aside.
   *
   * @param answered what was answered, as the sheet would keep it
   */
  takeTheirs(answered: string): void;
  /**
   * Do something that answers the place. `work` gives what is wrong with the answer, or null.
   *
   * @param text what is answered, as the sheet keeps it; null where nothing written is answered
   */
  send(text: string | null, work: () => Promise<string | null>): Promise<void>;
}

/**
 * Answers one place of a lab or a question. What was sent leaves the sheet once it is taken; what
 * another tab or machine has answered meanwhile is neither overwritten nor does it overwrite.
 *
 * @param onStale the place was answered elsewhere: it has to be read again
 */
export function useAnswering(
  document: string,
  place: string,
  sheet: Sheet,
  onStale: () => void,
): Answering {
  const { user, refresh } = useSession();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [loggedOut, setLoggedOut] = useState(false);
  const [elsewhere, setElsewhere] = useState(false);

  const send: Answering["send"] = async (text, work) => {
    if (busy) return;
    if (user === null) return setLoggedOut(true);
    const written = sheet.text(place);
    setBusy(true);
    setTrouble(null);
    try {
      const wrong = await work();
      setTrouble(wrong);
      if (wrong !== null) return;
      setElsewhere(false);
      // An answer decides: what was saved elsewhere is put aside and asks no more.
      if (text !== null) sheet.choose(place, "mine");
      if (text !== null && sheet.text(place) === written) sheet.change(place, null);
      tellAnswered(document);
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) {
        // What was written here stays in the sheet, beside the other once that has been read.
        if (sheet.text(place) === null) sheet.change(place, text);
        setElsewhere(true);
        onStale();
      } else if (error instanceof ApiError && error.status === 401) {
        setLoggedOut(true);
        void refresh();
      } else setTrouble(describe(error));
    } finally {
      setBusy(false);
    }
  };

  const takeTheirs = (answered: string) => {
    sheet.choose(place, "mine");
    sheet.forget(place, answered);
    sheet.keepAside(place, sheet.text(place));
    sheet.change(place, null);
    setElsewhere(false);
  };
  const needsLogIn = loggedOut && user === null;
  return { busy, trouble, setTrouble, needsLogIn, elsewhere, takeTheirs, send };
}
