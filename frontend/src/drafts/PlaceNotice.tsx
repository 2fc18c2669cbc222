import type { JSX } from "preact";

import { Notice } from "../components/Notice";
import { ago } from "../pages/problem/ago";
import type { Sheet } from "./sheet";

/** What was written at the same place elsewhere, to be chosen from; and what was put aside. */
export function PlaceNotice(props: {
  sheet: Sheet;
  place: string;
  /** A text as it reads; the text itself unless told. */
  show?(text: string): string;
}): JSX.Element | null {
  const { sheet, place, show = (text) => text } = props;
  const theirs = sheet.theirs(place);
  const aside = sheet.aside(place);
  if (theirs !== null) {
    return (
      <div role="status">
        <Choice
          title="This was written differently elsewhere"
          about="Another tab or machine of yours has saved this. The one that you do not choose is put aside."
          theirs={theirs.text === null ? "(nothing)" : show(theirs.text)}
          onTheirs={() => sheet.choose(place, "theirs")}
          mine="Keep what is here"
          onMine={() => sheet.choose(place, "mine")}
        />
      </div>
    );
  }
  if (aside.length === 0) return null;
  return (
    <details class="put-aside">
      <summary>
        {aside.length === 1 ? "One answer was put aside" : `${aside.length} answers were put aside`}
      </summary>
      <ul>
        {aside.map(({ code, at }) => (
          <li key={code}>
            <blockquote class="elsewhere">{show(code)}</blockquote>
            <span class="quiet">{ago(at)}</span>
            <button
              type="button"
              class="text-button"
              onClick={() => sheet.takeBack(place, code)}
            >
              Bring it back
            </button>
            <button type="button" class="text-button" onClick={() => sheet.forget(place, code)}>
              Forget it
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What was answered at the same place elsewhere, meanwhile, beside what is written here. */
export function AnsweredElsewhere(props: {
  /** What was answered, in words. */
  theirs: string;
  onTheirs(): void;
  onMine(): void;
}): JSX.Element {
  return (
    <div role="alert">
      <Choice
        title="You have answered this elsewhere meanwhile"
        mine="Send what is here instead"
        {...props}
      />
    </div>
  );
}

function Choice(props: {
  title: string;
  about?: string;
  theirs: string;
  /** The words for going on with what is here. */
  mine: string;
  onTheirs(): void;
  onMine(): void;
}): JSX.Element {
  const { title, about, theirs, mine, onTheirs, onMine } = props;
  return (
    <Notice tone="warn" title={title}>
      {about && <p>{about}</p>}
      <blockquote class="elsewhere">{theirs}</blockquote>
      <p class="notice__actions">
        <button type="button" class="button" onClick={onTheirs}>
          Take that one
        </button>
        <button type="button" class="button" onClick={onMine}>
          {mine}
        </button>
      </p>
    </Notice>
  );
}
