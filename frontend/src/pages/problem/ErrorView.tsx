import type { JSX } from "preact";

import type { CodeError } from "../../api/types";

interface ErrorViewProps {
  error: CodeError;
  onJump(line: number): void;
}

/** An exception or a syntax error, with a way to its line in the editor. */
export function ErrorView({ error, onJump }: ErrorViewProps): JSX.Element {
  const { line, traceback } = error;
  return (
    <div class="error">
      <p class="error__what">
        <strong>{error.type}</strong>
        {error.message && `: ${error.message}`}
      </p>
      {line !== null && (
        <button type="button" class="error__line" onClick={() => onJump(line)}>
          Go to line {line}
        </button>
      )}
      {traceback && traceback.trim() !== "" && (
        <details class="error__trace">
          <summary>Traceback</summary>
          <pre class="code" tabIndex={0}>
            {traceback}
          </pre>
        </details>
      )}
    </div>
  );
}
