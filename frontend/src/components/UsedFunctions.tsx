import type { JSX } from "preact";

import type { UsedFunction } from "../api/types";

/** Whose functions of other problems the code can call: one's own accepted ones, or the reference's. */
export function UsedFunctions({ used }: { used: readonly UsedFunction[] }): JSX.Element | null {
  if (used.length === 0) return null;
  return (
    <p class="quiet">
      {used.map((item, i) => (
        <span key={item.problem}>
          {i > 0 && "; "}
          {i > 0 ? "with " : "With "}
          {item.accepted_at ? (
            <>
              your own{" "}
              <a href={`/problems/${encodeURIComponent(item.problem)}?attempt=${item.submission}`}>
                <code>{item.function}</code>
              </a>
              , accepted on {dayOf(item.accepted_at)}
            </>
          ) : (
            <>
              our{" "}
              <a href={`/problems/${encodeURIComponent(item.problem)}`}>
                <code>{item.function}</code>
              </a>
              , until yours is accepted
            </>
          )}
        </span>
      ))}
      .
    </p>
  );
}

function dayOf(moment: string): string {
  // Made when it is needed: the first format of dates costs more than the rest of a page's code.
  return new Date(moment).toLocaleDateString("en", { dateStyle: "medium" });
}
