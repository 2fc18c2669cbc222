import type { JSX } from "preact";

import { useRouter } from "../router";

/** The way to tell the operator that something is wrong with what is shown here. */
export function ReportLink(props: {
  /** The id of the problem, lab, question or course that is shown. */
  about?: string;
  /** The attempt that shows it. */
  attempt?: string;
  words?: string;
}): JSX.Element {
  const { path, query } = useRouter();
  const wish = new URLSearchParams({ from: query.size > 0 ? `${path}?${query}` : path });
  if (props.about !== undefined) wish.set("about", props.about);
  if (props.attempt !== undefined) wish.set("attempt", props.attempt);
  return <a href={`/feedback?${wish}`}>{props.words ?? "Report a problem"}</a>;
}
