import type { JSX } from "preact";

import { describe } from "../../../api/words";
import { Notice } from "../../../components/Notice";
import type { Loading } from "../../../loading";

/** What a page of the desk shows of one thing, once it has come; before that, what is waited for. */
export function Loaded<T>(props: {
  loading: Loading<T>;
  /** The page's thing, as in "The account did not load". */
  what: string;
  children(value: T): JSX.Element;
}): JSX.Element {
  const { loading, what, children } = props;
  if (loading.failure !== null) {
    return (
      <Notice tone="bad" title={`The ${what} did not load`}>
        <p>{describe(loading.failure)}</p>
        <button type="button" class="button" onClick={loading.again}>
          Try again
        </button>
      </Notice>
    );
  }
  if (loading.value === null) return <p class="loading">Opening the {what}…</p>;
  return children(loading.value);
}
