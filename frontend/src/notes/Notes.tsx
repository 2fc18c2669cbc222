import type { JSX } from "preact";

import { Notice } from "../components/Notice";
import { Markdown } from "../text/Markdown";
import { useNote } from "./useNote";
import "./notes.css";

/** One's own notes about something, saved as they are written, and how they read. */
export function Notes({ about }: { about: string }): JSX.Element {
  const note = useNote(about);
  return (
    <div class="notes">
      <label class="field">
        <span class="field__label">Only you see this. Markdown and formulas are understood.</span>
        <textarea
          class="words"
          rows={6}
          maxLength={20_000}
          placeholder="What was hard, what to remember, e.g. $\partial L/\partial w$"
          value={note.text}
          onInput={(event) => note.change(event.currentTarget.value)}
        />
      </label>
      <p class="quiet notes__state" role="status">
        {note.state}
      </p>
      {note.theirs !== null && (
        <Notice tone="warn" title="This note was changed elsewhere">
          <Markdown source={note.theirs.text || "(nothing)"} />
          <p class="notice__actions">
            <button type="button" class="button" onClick={() => note.choose("theirs")}>
              Take that one
            </button>
            <button type="button" class="button" onClick={() => note.choose("mine")}>
              Keep what is above
            </button>
          </p>
        </Notice>
      )}
      {note.text.trim() !== "" && (
        <section class="notes__read" aria-label="As it reads">
          <Markdown source={note.text} />
        </section>
      )}
    </div>
  );
}
