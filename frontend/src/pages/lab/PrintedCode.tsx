import type { JSX } from "preact";

import { usePrinting } from "../../printing";
import { Code } from "../../text/Code";

/**
 * Code as it goes to paper, whole. An editor draws only the lines in view, and on paper there may
 * be none yet.
 */
export function PrintedCode(props: {
  /** Null: nothing is written. Undefined: it is not known here. */
  read(): string | null | undefined;
}): JSX.Element | null {
  if (!usePrinting()) return null;
  const code = props.read();
  return (
    <div class="printed-code">
      {code === undefined ? (
        <p class="quiet">What you have written here has not been read from the server.</p>
      ) : code === null ? (
        <p class="quiet">Nothing is written yet.</p>
      ) : (
        <Code text={code} language="python" />
      )}
    </div>
  );
}
