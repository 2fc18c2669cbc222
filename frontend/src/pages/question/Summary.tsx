import type { JSX } from "preact";

import { listDecks, type Deck, type PartGrade } from "../../api/learn";
import { Icon } from "../../components/Icon";
import { useLoading } from "../../loading";
import { useRouter } from "../../router";
import { useSession } from "../../session";
import { Markdown } from "../../text/Markdown";
import { stateOf } from "./DeckPage";

/** The end of a deck: how many parts were right, each once more, and what comes next. */
export function Summary(props: {
  deck: Deck;
  grades: Record<string, PartGrade>;
  /** Answer these parts anew, from 1. */
  onAgain(parts: number[]): void;
}): JSX.Element {
  const { deck, grades, onAgain } = props;
  const { path } = useRouter();
  const { user } = useSession();
  const decks = useLoading(listDecks, [user?.username]).value ?? [];
  const count = deck.parts.length;
  const answered = deck.parts.filter((_, i) => grades[i + 1]).length;
  const right = deck.parts.filter((_, i) => grades[i + 1]?.right === true).length;
  const wrong = deck.parts.flatMap((_, i) => (grades[i + 1]?.right === false ? [i + 1] : []));
  const open = deck.parts.findIndex((_, i) => !grades[i + 1]) + 1;
  const behind = decks.filter((item) => item.number > deck.number);
  const next = behind.find((item) => item.status !== "solved") ?? behind[0];
  return (
    <>
      <h2>
        {right} of {count} right
      </h2>
      <p>{words(count, answered, right)}</p>
      <ol class="summary">
        {deck.parts.map((part, i) => {
          const state = stateOf(grades[i + 1]);
          return (
            <li key={i}>
              <span class={`mark mark--${state.tone}`}>
                {state.icon ? <Icon name={state.icon} /> : null}
              </span>
              <div class="summary__text">
                <Markdown source={firstWords(part.text)} inline />
              </div>
              <a href={`${path}?part=${i + 1}`}>
                <span class="visually-hidden">Part {i + 1}: </span>
                {state.words}
              </a>
            </li>
          );
        })}
      </ol>
      <p class="answer-actions">
        {open > 0 ? (
          <a class="button button--primary" href={`${path}?part=${open}`}>
            {answered > 0 ? "Go on with" : "Begin with"} part {open}
          </a>
        ) : (
          next && (
            <a class="button button--primary button--title" href={`/questions/${next.id}`}>
              Next: {next.title}
            </a>
          )
        )}
        {wrong.length > 0 && wrong.length < count && (
          <button type="button" class="button" onClick={() => onAgain(wrong)}>
            Try {wrong.length === 1 ? `part ${wrong[0]}` : `the ${wrong.length} others`} again
          </button>
        )}
        {answered > 0 && (
          <button
            type="button"
            class="button"
            onClick={() => onAgain(deck.parts.map((_, i) => i + 1))}
          >
            Answer it all again
          </button>
        )}
      </p>
      {deck.resources.length > 0 && (
        <>
          <h3>To read on</h3>
          <ul class="resources">
            {deck.resources.map((resource) => (
              <li key={resource.url}>
                <a href={resource.url} rel="noopener noreferrer">
                  {resource.title}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function words(count: number, answered: number, right: number): string {
  if (answered === 0) return "Nothing has been answered yet.";
  if (answered < count) {
    const left = count - answered;
    return left === 1 ? "One part is still open." : `${left} parts are still open.`;
  }
  if (right === count) return "All of it. It will come back for review when it is due.";
  return "Read what the explanations say of the others, and try those parts again.";
}

/** The first paragraph of a text that is no figure: enough to know the part by. */
function firstWords(text: string): string {
  const paragraphs = text.split(/\n\s*\n/);
  return paragraphs.find((words) => !words.trim().startsWith("![")) ?? text;
}
