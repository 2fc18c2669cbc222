import type { JSX } from "preact";

import { usePrinting } from "../../printing";
import { Code } from "../../text/Code";

/**
 * Code as it goes to paper, whole. An editor draws only the lines in view, and on paper there may
 * be none yet.
 */
export function PrintedCode({ read }: { read(): string | null }): JSX.Element | null {
  if (!usePrinting()) return null;
  const code = read();
  return (
    <div class="printed-code">
      {code === null ? (
        <p class="quiet">Nothing is written yet.</p>
      ) : (
        <Code text={code} language="python" />
      )}
    </div>
  );
}
