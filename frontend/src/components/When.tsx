import type { JSX } from "preact";

import { ago } from "../pages/problem/ago";

/** How long ago something was; the exact time on hover, and for programs. */
export function When({ at }: { at: string }): JSX.Element {
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {ago(at)}
    </time>
  );
}
