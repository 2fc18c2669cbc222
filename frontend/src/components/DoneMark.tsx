import type { JSX } from "preact";

import { Icon } from "./Icon";

/** Whether something is done or begun, as a mark with a word for screen readers. */
export function DoneMark({ status }: { status: string | null | undefined }): JSX.Element {
  if (!status) return <span class="done-mark" />;
  const done = status === "solved";
  return (
    <span class={`done-mark done-mark--${status}`} title={done ? "done" : "begun"}>
      <Icon name={done ? "check" : "half"} />
      <span class="visually-hidden">{done ? "done" : "begun"}</span>
    </span>
  );
}
