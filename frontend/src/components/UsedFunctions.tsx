import type { JSX } from "preact";

import type { UsedFunction } from "../api/types";

const DAY = new Intl.DateTimeFormat("en", { dateStyle: "medium" });

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
              , accepted on {DAY.format(new Date(item.accepted_at))}
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
