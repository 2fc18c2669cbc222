import type { JSX } from "preact";

import type { Difficulty as Level } from "../api/types";

/** How hard a problem is, as a word with one to three filled strokes. */
export function Difficulty({ level }: { level: Level }): JSX.Element {
  return (
    <span class={`difficulty difficulty--${level}`}>
      <span class="difficulty__strokes" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {level}
    </span>
  );
}
