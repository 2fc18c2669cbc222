import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import { lazyPart } from "../lazy";
import { useSeen } from "../seen";
import "./notes.css";

const Notes = lazyPart(() => import("./Notes").then((module) => module.Notes));

/** A section for one's own notes, read when it comes into view. */
export function OwnNotes({ about }: { about: string }): JSX.Element {
  const place = useRef<HTMLElement>(null);
  const seen = useSeen(place);
  return (
    <section ref={place} id="notes" class="own-notes" aria-labelledby="notes-title">
      <h2 id="notes-title">My notes</h2>
      {seen && <Notes about={about} />}
    </section>
  );
}
