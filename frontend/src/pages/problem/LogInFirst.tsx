import type { JSX } from "preact";

import type { Mode } from "../../api/types";
import { LogInNotice } from "../../components/LogInNotice";

/** Says that running and submitting need an account, with a way there and back. */
export function LogInFirst({ mode, problem }: { mode: Mode; problem: string }): JSX.Element {
  return (
    <LogInNotice
      title={mode === "submit" ? "Log in to submit your code" : "Log in to run your code"}
      next={`/problems/${problem}`}
    >
      What you have written stays in this browser and will be here when you come back.
    </LogInNotice>
  );
}
