import type { JSX } from "preact";

import { Markdown } from "../text/Markdown";
import { Icon } from "./Icon";

interface OwnMarkProps {
  /** What a good answer mentions, point by point. */
  rubric: readonly string[];
  /** What was said before; null if nothing was. */
  right: boolean | null;
  onMark(right: boolean): void;
}

/** One's own word on an answer in words, beside the model answer. */
export function OwnMark({ rubric, right, onMark }: OwnMarkProps): JSX.Element {
  return (
    <div class="own-mark">
      {rubric.length > 0 && (
        <fieldset>
          <legend>Yours…</legend>
          {rubric.map((line) => (
            <label key={line} class="own-mark__line">
              <input type="checkbox" />
              <span>
                <Markdown source={line} inline />
              </span>
            </label>
          ))}
        </fieldset>
      )}
      <fieldset>
        <legend>Did yours say as much as the model answer?</legend>
        <button
          type="button"
          class="button button--small"
          aria-pressed={right === true}
          onClick={() => onMark(true)}
        >
          <Icon name="check" /> Yes, it did
        </button>
        <button
          type="button"
          class="button button--small"
          aria-pressed={right === false}
          onClick={() => onMark(false)}
        >
          <Icon name="cross" /> Not yet
        </button>
      </fieldset>
    </div>
  );
}
