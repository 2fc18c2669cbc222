import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { listActs } from "../../../api/admin";
import type { Act } from "../../../api/types";
import { describe } from "../../../api/words";
import { ago } from "../../problem/ago";

const WORDS: Partial<Record<Act["act"], string>> = {
  publish: "published",
  withdraw: "withdrew it",
  restore: "restored it",
  rejudge: "began to rejudge on",
  apply: "applied a rejudging on",
  cancel: "cancelled a rejudging on",
};

/** Who has done what to a problem. Asked for when it is unfolded. */
export function Acts({ id, version }: { id: string; version: number }): JSX.Element {
  const [open, setOpen] = useState(false);
  const [acts, setActs] = useState<Act[] | null>(null);
  const [failure, setFailure] = useState<unknown>(null);

  useEffect(() => {
    if (!open) return;
    let gone = false;
    setFailure(null);
    listActs(id).then(
      (items) => !gone && setActs(items),
      (error: unknown) => !gone && setFailure(error),
    );
    return () => {
      gone = true;
    };
  }, [id, version, open]);

  return (
    <details class="acts" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Who has done what</summary>
      {failure !== null ? (
        <p class="word--bad" role="alert">
          {describe(failure)}
        </p>
      ) : acts === null ? (
        <p class="loading">Reading the record…</p>
      ) : acts.length === 0 ? (
        <p class="quiet">Nothing so far: it came from the problems folder.</p>
      ) : (
        <ol class="acts__list">
          {acts.map((act) => (
            <li key={act.id}>
              <time dateTime={act.at} title={new Date(act.at).toLocaleString()}>
                {ago(act.at)}
              </time>{" "}
              <strong>{act.who}</strong> {WORDS[act.act] ?? act.act.replaceAll("_", " ")}
              {"version" in act.details && ` version ${String(act.details["version"])}`}
            </li>
          ))}
        </ol>
      )}
    </details>
  );
}
