import type { JSX } from "preact";

import { Notice } from "../components/Notice";
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
  const aside = sheet.aside(place)[0];
  if (theirs !== null) {
    return (
      <div role="status">
        <Notice tone="warn" title="This was written differently elsewhere">
          <p>Another tab or machine of yours has saved this. The one that you do not choose is put aside.</p>
          <blockquote class="elsewhere">{theirs.text === null ? "(nothing)" : show(theirs.text)}</blockquote>
          <p class="notice__actions">
            <button type="button" class="button" onClick={() => sheet.choose(place, "theirs")}>
              Take that one
            </button>
            <button type="button" class="button" onClick={() => sheet.choose(place, "mine")}>
              Keep what is here
            </button>
          </p>
        </Notice>
      </div>
    );
  }
  if (aside === undefined) return null;
  return (
    <p class="put-aside">
      <button
        type="button"
        class="text-button"
        title={show(aside.code)}
        onClick={() => sheet.takeBack(place, aside.code)}
      >
        Bring back what was put aside
      </button>
    </p>
  );
}
