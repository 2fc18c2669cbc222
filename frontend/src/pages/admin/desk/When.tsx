import type { JSX } from "preact";

import { ago } from "../words";

/** How long ago something was; the exact time on hover, and for programs. */
export function When({ at }: { at: string }): JSX.Element {
  const moment = new Date(at);
  return (
    <time dateTime={at} title={moment.toLocaleString()}>
      {ago(moment)}
    </time>
  );
}
