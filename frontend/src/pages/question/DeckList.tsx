import type { JSX } from "preact";

import { listDecks, type DeckItem } from "../../api/learn";
import { Difficulty } from "../../components/Difficulty";
import { DoneMark } from "../../components/DoneMark";
import { ProgressBar } from "../../components/ProgressBar";
import { Filters } from "../../listing/Filters";
import { Found } from "../../listing/Found";
import { useListing } from "../../listing/useListing";
import { useLoading, Waiting } from "../../loading";
import { useSession } from "../../session";
import { useTitle } from "../../title";
import "../sheet.css";

/** All question decks, by number. */
export function DeckList(): JSX.Element {
  useTitle("Questions");
  const { user } = useSession();
  const loading = useLoading(listDecks, [user?.username], user !== undefined);
  const decks = loading.value;
  const listing = useListing("/questions", decks);
  if (decks === null) {
    return (
      <Waiting loading={loading} what="list of questions">
        Reading the questions…
      </Waiting>
    );
  }
  const parts = sum(decks, "parts");
  return (
    <main id="main" class="page" tabIndex={-1}>
      <header class="list-head">
        <h1>Questions</h1>
        <p class="lead">
          Derivations on paper, graded part by part: formulas, numbers, code with gaps, and words.
        </p>
        {user && parts > 0 && (
          <ProgressBar done={sum(decks, "right")} of={parts} label="parts right" />
        )}
      </header>
      <Filters
        noun="questions"
        filter={listing.filter}
        items={decks}
        signedIn={Boolean(user)}
        onChange={listing.change}
      />
      <Found nouns={["question", "questions"]} items={decks} listing={listing}>
        <ol class="items">
          {listing.found.map((deck) => (
            <li key={deck.id} class="item">
              <span class="item__number">{deck.number}</span>
              <a class="item__title" href={`/questions/${encodeURIComponent(deck.id)}`}>
                {deck.title}
              </a>
              <span class="item__about">{deck.tags.slice(0, 3).join(", ")}</span>
              <span class="item__count">
                {deck.answered > 0 ? `${deck.right}/${deck.parts} right` : partWords(deck.parts)}
              </span>
              <Difficulty level={deck.difficulty} />
              <DoneMark status={deck.status} />
            </li>
          ))}
        </ol>
      </Found>
    </main>
  );
}

function sum(decks: DeckItem[], field: "parts" | "right"): number {
  return decks.reduce((all, deck) => all + deck[field], 0);
}

function partWords(parts: number): string {
  return parts === 1 ? "1 part" : `${parts} parts`;
}
