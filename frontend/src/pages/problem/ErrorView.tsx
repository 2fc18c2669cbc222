import type { ComponentChildren, JSX } from "preact";

import type { CodeError } from "../../api/types";

const PLACE = /(File "solution\.py", line )(\d+)/;

/** A traceback in which each line of the candidate's own code leads to the editor. */
function withLinks(traceback: string, onJump: (line: number) => void): ComponentChildren {
  return traceback.split("\n").map((text, i) => {
    const end = i === 0 ? "" : "\n";
    const found = PLACE.exec(text);
    if (!found) return end + text;
    const line = Number(found[2]);
    return (
      <>
        {end + text.slice(0, found.index)}
        <button type="button" class="error__place" onClick={() => onJump(line)}>
          {found[0]}
        </button>
        {text.slice(found.index + found[0].length)}
      </>
    );
  });
}

interface ErrorViewProps {
  error: CodeError;
  /** What the verdict has said already, not to be said again. */
  said: string | undefined;
  onJump(line: number): void;
}

/** An exception or a syntax error, with a way to its line in the editor. */
export function ErrorView({ error, said, onJump }: ErrorViewProps): JSX.Element {
  const { line, message } = error;
  const repeats = message !== "" && said?.includes(message);
  // Without a frame in it a traceback only repeats the error.
  const traceback = error.traceback.split("\n").length > 2 ? error.traceback : "";
  return (
    <div class="error">
      {!repeats && (
        <p class="error__what">
          <strong>{error.type}</strong>
          {error.message && `: ${error.message}`}
        </p>
      )}
      {line !== null && (
        <button type="button" class="error__line" onClick={() => onJump(line)}>
          Go to line {line}
        </button>
      )}
      {traceback !== "" && (
        <details class="error__trace">
          <summary>Traceback</summary>
          <pre class="code" tabIndex={0}>
            {withLinks(traceback, onJump)}
          </pre>
        </details>
      )}
    </div>
  );
}
