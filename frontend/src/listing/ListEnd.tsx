import type { JSX } from "preact";

import { describe } from "../api/words";
import { Notice } from "../components/Notice";
import type { List } from "./useList";
import "./table.css";

/** Below a list: what is being read, what failed, and the way to more. */
export function ListEnd<T>(props: { list: List<T>; what: string; none: string }): JSX.Element {
  const { list, what, none } = props;
  const { items, more, busy, failure } = list;
  return (
    <div class="list-end">
      {failure !== null && (
        <Notice tone="bad" title={`The ${what} did not load`}>
          <p>{describe(failure)}</p>
          <button type="button" class="button" onClick={list.next}>
            Try again
          </button>
        </Notice>
      )}
      <p class="loading" role="status">
        {busy
          ? `Reading the ${what}…`
          : items === null || failure !== null
            ? ""
            : items.length > 0
              ? `${items.length} shown${more ? "" : ": that is all."}`
              : more
                ? "None among the newest ones. There may be older ones."
                : none}
      </p>
      {more && failure === null && (
        <button type="button" class="button" aria-disabled={busy} onClick={list.next}>
          {items?.length === 0 ? "Look further back" : "Show more"}
        </button>
      )}
    </div>
  );
}
