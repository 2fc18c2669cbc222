import type { JSX } from "preact";

import type { DeskAttempt } from "../../../api/types";
import { formatTime } from "../../../values/format";
import { VerdictWord } from "../desk/VerdictWord";
import { When } from "../../../components/When";

interface AttemptTableProps {
  items: readonly DeskAttempt[];
  chosen: ReadonlySet<string>;
  onChoose(chosen: ReadonlySet<string>): void;
}

/** Attempts as a table; those that can be judged again can be chosen. */
export function AttemptTable({ items, chosen, onChoose }: AttemptTableProps): JSX.Element {
  const open = items.filter(canBeRejudged);
  const all = open.length > 0 && open.every(({ id }) => chosen.has(id));
  const choose = (id: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    onChoose(next);
  };
  return (
    <table class="desk-table desk-table--chosen">
      <thead>
        <tr>
          <th scope="col">
            <input
              type="checkbox"
              aria-label="Choose all shown"
              checked={all}
              onChange={(event) =>
                onChoose(new Set(event.currentTarget.checked ? open.map(({ id }) => id) : []))
              }
            />
          </th>
          <th scope="col">When</th>
          <th scope="col">Person</th>
          <th scope="col">Problem</th>
          <th scope="col">Verdict</th>
          <th scope="col" class="desk-table__end">
            Tests
          </th>
          <th scope="col" class="desk-table__end">
            Time
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.id}>
            <td class="desk-table__choice">
              {canBeRejudged(item) && (
                <input
                  type="checkbox"
                  aria-label={`Choose the attempt of ${item.user} at ${item.problem}`}
                  checked={chosen.has(item.id)}
                  onChange={(event) => choose(item.id, event.currentTarget.checked)}
                />
              )}
            </td>
            <td class="desk-table__when">
              <When at={item.created_at} />
            </td>
            <th scope="row">
              <a href={`/admin/people/${item.user_id}`}>{item.user}</a>
            </th>
            <td data-label="Problem">
              <a href={`/admin/problems/${encodeURIComponent(item.problem)}`}>{item.problem}</a>{" "}
              <span class="quiet">v{item.version}</span>
            </td>
            <td>
              <a href={`/admin/attempts/${item.id}`}>
                <VerdictWord attempt={item} />
                <span class="visually-hidden"> of {item.user}</span>
              </a>{" "}
              {item.mode === "run" && <span class="state">run</span>}
            </td>
            <td class="desk-table__end" data-label="Tests">
              {item.total ? `${item.passed ?? 0} of ${item.total}` : ""}
            </td>
            <td class="desk-table__end" data-label="Time">
              {item.time_ms === null ? "" : formatTime(item.time_ms)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Only what has an outcome of its own: no runs, nothing that waits, nothing that we failed. */
function canBeRejudged({ mode, status, verdict }: DeskAttempt): boolean {
  return mode === "submit" && status === "done" && verdict !== "judge_error";
}
