import type { JSX } from "preact";

import type { Mode } from "../../api/types";
import { Notice } from "../../components/Notice";

/** Says that running and submitting need an account, with a way there and back. */
export function LogInFirst({ mode, problem }: { mode: Mode; problem: string }): JSX.Element {
  const next = encodeURIComponent(`/problems/${problem}`);
  return (
    <div role="status">
      <Notice
        tone="info"
        title={mode === "submit" ? "Log in to submit your code" : "Log in to run your code"}
      >
        <p>What you have written stays in this browser and will be here when you come back.</p>
        <p class="notice__actions">
          <a class="button button--primary" href={`/login?next=${next}`}>
            Log in
          </a>
          <a class="button" href={`/register?next=${next}`}>
            Make an account
          </a>
        </p>
      </Notice>
    </div>
  );
}
