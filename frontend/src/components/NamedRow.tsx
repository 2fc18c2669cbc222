import type { JSX } from "preact";

import { addressOf, type Named } from "../api/learn";
import type { Difficulty as Level } from "../api/types";
import { Difficulty } from "./Difficulty";
import { DoneMark } from "./DoneMark";

const KINDS: Record<string, string> = {
  problem: "Problem",
  question: "Question",
  lab: "Lab",
  course: "Course",
};

/** One thing to do, as a line: its name, what it is, how long and how hard, whether it is done. */
export function NamedRow(props: {
  what: Named;
  /** Where it leads, if not to the thing itself. */
  href?: string;
  /** What else is to be said of it, in the place of its minutes. */
  note?: string | null;
}): JSX.Element {
  const { what, href = addressOf(what), note = null } = props;
  const minutes = what.minutes ? `${what.minutes} min` : "";
  return (
    <li class="item">
      <span class="item__number">{what.number}</span>
      <a class="item__title" href={href}>
        {what.title}
      </a>
      <span class="item__about">{KINDS[what.kind] ?? what.kind}</span>
      <span class="item__count">{note ?? minutes}</span>
      {what.difficulty ? <Difficulty level={what.difficulty as Level} /> : <span />}
      <DoneMark status={what.status} />
    </li>
  );
}
