import { Fragment, type JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import type { AnswerProps } from "./AnswerInput";

export const BLANK = "[???]";

type Colored = { text: string; classes: string };
type Piece = Colored | { blank: number };

/** Code with a field in the place of each blank. */
export function Blanks({ part, value, locked, onChange, onCheck }: AnswerProps): JSX.Element {
  const count = part.code!.split(BLANK).length - 1;
  const texts = Array.from({ length: count }, (_, i) => (Array.isArray(value) ? value[i] : "") ?? "");
  const pieces = usePieces(part.code!);
  const put = (blank: number, text: string) =>
    onChange(texts.map((before, i) => (i === blank ? text : before)));
  return (
    <div class="blanks code" role="group" aria-label="Code with blanks to fill">
      {between(pieces).map((colored, blank) => (
        // Each field keeps its place, and so the focus, when the colors come.
        <Fragment key={blank}>
          <span>
            {colored.map(({ text, classes }, i) => (
              <span key={i} class={classes}>
                {text}
              </span>
            ))}
          </span>
          {blank < count && (
            <textarea
              class="blank"
              rows={1}
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
              aria-label={count > 1 ? `Blank ${blank + 1} of ${count}` : "The blank"}
              value={texts[blank]}
              readOnly={locked}
              onInput={(event) => put(blank, event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key !== "Enter" || event.shiftKey) return;
                event.preventDefault();
                onCheck();
              }}
            />
          )}
        </Fragment>
      ))}
    </div>
  );
}

/** The code before, between and behind the blanks, each in its colored pieces. */
function between(pieces: Piece[]): Colored[][] {
  const all: Colored[][] = [[]];
  for (const piece of pieces) {
    if ("blank" in piece) all.push([]);
    else all.at(-1)!.push(piece);
  }
  return all;
}

const NAME = /__blank_(\d+)__/;

const importHighlight = () => import("../../editor/highlight");

/** The code in colored pieces; plain until the parser has come. */
function usePieces(code: string): Piece[] {
  const [pieces, setPieces] = useState<Piece[]>(() => divide([{ text: named(code), classes: "" }]));
  useEffect(() => {
    let gone = false;
    void importHighlight().then(
      ({ highlightPython }) => {
        if (!gone) setPieces(divide(highlightPython(named(code))));
      },
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [code]);
  return pieces;
}

/** The code with a name for each blank, so that it is Python. */
export function named(code: string): string {
  return code.split(BLANK).reduce((all, piece, i) => `${all}__blank_${i - 1}__${piece}`);
}

/** Pieces of `named` code, divided at its blanks. */
export function divide(pieces: Colored[]): Piece[] {
  return pieces.flatMap(({ text, classes }) =>
    text
      .split(NAME)
      .map((part, i): Piece => (i % 2 === 1 ? { blank: Number(part) } : { text: part, classes }))
      .filter((piece) => "blank" in piece || piece.text !== ""),
  );
}
