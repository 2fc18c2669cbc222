import { useEffect, useRef, useState } from "preact/hooks";

import { ApiError } from "../api/client";
import { getNote, saveNote } from "../api/notes";
import type { Note } from "../api/types";
import { describe } from "../api/words";
import { useSession } from "../session";
import { keep, recall } from "../storage";

const PAUSE_MILLISECONDS = 1000;

/** What the reader notes about something: in this browser until the server has it. */
export interface OwnNote {
  text: string;
  /** Where it is, in words. */
  state: string;
  /** Another text, saved elsewhere, until the reader has chosen. */
  theirs: Note | null;
  change(text: string): void;
  choose(whose: "mine" | "theirs"): void;
}

export function useNote(about: string): OwnNote {
  const { user } = useSession();
  const key = `note.${about}`;
  const [text, setText] = useState(() => recall(key) ?? "");
  const [state, setState] = useState(user ? "reading…" : "kept in this browser");
  const [theirs, setTheirs] = useState<Note | null>(null);
  const now = useRef({ text, revision: 0, known: false, timer: 0, stuck: false, busy: false });

  const save = async () => {
    const { current } = now;
    // One at a time: two of the same revision would be taken for a change elsewhere.
    if (current.busy) return;
    const sent = current.text;
    current.busy = true;
    setState("saving…");
    try {
      const saved = await saveNote(about, sent, current.revision).finally(() => {
        current.busy = false;
      });
      current.revision = saved.revision;
      if (current.text !== sent) return later();
      keep(key, null);
      setState("saved");
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) return read();
      setState(`kept in this browser. ${describe(error)}`);
      if (!(error instanceof ApiError) || error.status === 0 || error.status >= 500) later(10);
    }
  };

  const later = (times = 1) => {
    clearTimeout(now.current.timer);
    now.current.timer = window.setTimeout(() => void save(), times * PAUSE_MILLISECONDS);
  };

  const show = (next: string) => {
    now.current.text = next;
    setText(next);
  };

  const read = async () => {
    const { current } = now;
    try {
      const found = await getNote(about);
      const mine = recall(key);
      current.known = true;
      if (mine === null || mine === found.text || found.revision === 0) {
        current.revision = found.revision;
        if (mine === null) show(found.text);
        else if (mine !== found.text) return later();
        setState(found.revision > 0 ? "saved" : "nothing noted yet");
        return;
      }
      current.stuck = true;
      setTheirs(found);
      setState("changed elsewhere: choose");
    } catch (error) {
      setState(`kept in this browser. ${describe(error)}`);
    }
  };

  useEffect(() => {
    if (!user) return;
    void read();
    return () => {
      const { current } = now;
      clearTimeout(current.timer);
      if (current.known && !current.stuck && recall(key) !== null) void save();
    };
  }, [about, user?.id]);

  return {
    text,
    state,
    theirs,
    change: (next) => {
      show(next);
      keep(key, next);
      if (!user) return setState("kept in this browser");
      if (now.current.known && !now.current.stuck) later();
    },
    choose: (whose) => {
      now.current.stuck = false;
      now.current.revision = theirs!.revision;
      if (whose === "theirs") {
        show(theirs!.text);
        keep(key, null);
        setState("saved");
      } else later(0);
      setTheirs(null);
    },
  };
}
