import type { JSX } from "preact";

import type { Deck, PartGrade } from "../../api/learn";
import type { Sheet } from "../../drafts/sheet";
import { Code } from "../../text/Code";
import { Markdown } from "../../text/Markdown";
import { inWords, kindWords, readAnswer } from "./words";

/** All parts of a question for paper, each with what one has answered, or room to. */
export function PrintedParts(props: {
  deck: Deck;
  grades: Readonly<Record<number, PartGrade>>;
  sheet: Sheet;
}): JSX.Element {
  const { deck, grades, sheet } = props;
  return (
    <ol class="printed-parts">
      {deck.parts.map((part, i) => {
        const written = readAnswer(sheet.text(`part-${i + 1}`)) ?? grades[i + 1]?.answer ?? null;
        return (
          <li key={i}>
            <h2 class="part__kind">
              Part {i + 1} <span>{kindWords(part)}</span>
            </h2>
            <Markdown source={part.text} />
            {part.options && (
              <ul>
                {part.options.map((option) => (
                  <li key={option}>
                    <Markdown source={option} inline />
                  </li>
                ))}
              </ul>
            )}
            {part.code && <Code text={part.code} language="python" />}
            <div class="printed-parts__answer">
              {written !== null && (
                <>
                  Your answer: <strong>{inWords(written)}</strong>
                </>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
