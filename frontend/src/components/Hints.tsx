import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { Markdown } from "../text/Markdown";

/** Hints that unfold one by one: the next is offered once the one before has been opened. */
export function Hints(props: {
  hints: readonly string[];
  /** A hint, from 1, has been opened. */
  onOpen?(hint: number): void;
}): JSX.Element {
  const { hints, onOpen } = props;
  const [offered, setOffered] = useState(1);
  return (
    <div class="hints">
      {hints.slice(0, offered).map((hint, i) => (
        <details
          key={hint}
          class="hint"
          onToggle={(event) => {
            if (!event.currentTarget.open) return;
            setOffered((n) => Math.max(n, i + 2));
            onOpen?.(i + 1);
          }}
        >
          <summary>
            Hint {i + 1} <span class="hint__of">of {hints.length}</span>
          </summary>
          <Markdown source={hint} />
        </details>
      ))}
    </div>
  );
}
