import { call, segment } from "./client";
import type { Note } from "./types";

/** What I have noted beside a problem, lab, question or course; revision 0 if nothing. */
export function getNote(about: string): Promise<Note> {
  return call("GET", `/notes/${segment(about)}`);
}

/** Keep a note. Throws a 409 when `revision` is not what is kept. */
export function saveNote(about: string, text: string, revision: number): Promise<Note> {
  return call("PUT", `/notes/${segment(about)}`, { text, revision });
}
