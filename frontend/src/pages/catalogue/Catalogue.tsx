import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { listProblems } from "../../api/client";
import type { ProblemItem } from "../../api/types";
import { describe } from "../../api/words";
import { useBack } from "../../back";
import { Difficulty } from "../../components/Difficulty";
import { Icon } from "../../components/Icon";
import { Notice } from "../../components/Notice";
import { Filters } from "../../listing/Filters";
import { Found } from "../../listing/Found";
import { useListing } from "../../listing/useListing";
import { useSession } from "../../session";
import { useTitle } from "../../title";
import "./catalogue.css";

// Shown at once on the way back to the catalogue, while it is read again.
let known: { user: string | undefined; items: ProblemItem[] } | null = null;

/** All problems, searched as one types; the filter is in the URL. */
export function Catalogue(): JSX.Element {
  useTitle("Problems");
  const { user } = useSession();
  const [items, setItems] = useState<ProblemItem[] | null>(() =>
    known !== null && known.user === user?.username ? known.items : null,
  );
  const [failure, setFailure] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  const listing = useListing("/problems", items);

  useEffect(() => {
    if (user === undefined) return;
    let gone = false;
    setFailure(null);
    listProblems().then(
      (all) => {
        if (gone) return;
        known = { user: user?.username, items: all };
        setItems(all);
      },
      (error: unknown) => {
        if (!gone) setFailure(error);
      },
    );
    return () => {
      gone = true;
    };
  }, [user?.username, user === undefined, tries]);
  useBack(failure !== null, () => setTries(tries + 1));

  return (
    <main id="main" class="page catalogue" tabIndex={-1}>
      <header class="catalogue__head">
        <h1>Problems</h1>
        <p class="lead">
          Machine learning, written out by hand: NumPy, formulas, and a judge that says why.
        </p>
      </header>
      <Filters
        noun="problems"
        filter={listing.filter}
        items={items ?? []}
        signedIn={Boolean(user)}
        onChange={listing.change}
      />
      {failure !== null && items === null ? (
        <Notice tone="bad" title="The problems did not load">
          <p>{describe(failure)}</p>
          <button type="button" class="button" onClick={() => setTries(tries + 1)}>
            Try again
          </button>
        </Notice>
      ) : items === null ? (
        <p class="loading">Reading the catalogue…</p>
      ) : (
        <Found nouns={["problem", "problems"]} items={items} listing={listing}>
          <ProblemList items={listing.found} />
        </Found>
      )}
    </main>
  );
}

// As many rows are drawn with every letter that is typed.
const AT_ONCE = 200;

function ProblemList({ items }: { items: ProblemItem[] }): JSX.Element {
  const [all, setAll] = useState(false);
  const shown = all ? items : items.slice(0, AT_ONCE);
  return (
    <>
      {/* Each row says it to screen readers. */}
      <p class="row-head" aria-hidden="true">
        <span class="row__number">No.</span>
        <span>Problem</span>
        <span>Topics</span>
        <span class="row__acceptance">Accepted</span>
        <span>Difficulty</span>
      </p>
      <ol class="problems">
        {shown.map((item) => (
          <Row key={item.id} item={item} />
        ))}
      </ol>
      {shown.length < items.length && (
        <p class="catalogue__more">
          <button type="button" class="button" onClick={() => setAll(true)}>
            Show the other {items.length - shown.length}
          </button>
        </p>
      )}
    </>
  );
}

function Row({ item }: { item: ProblemItem }): JSX.Element {
  return (
    <li class="row">
      <span class="row__number">{item.number}</span>
      <a class="row__title" href={`/problems/${encodeURIComponent(item.id)}`}>
        {item.title}
      </a>
      <span class="row__topics">{item.topics.join(", ")}</span>
      <span class="row__acceptance">
        {item.acceptance !== null && (
          <span title="Share of submissions that are accepted">
            {Math.round(item.acceptance * 100)}
            <span aria-hidden="true"> %</span>
            <span class="visually-hidden"> percent accepted</span>
          </span>
        )}
      </span>
      <Difficulty level={item.difficulty} />
      <Status item={item} />
    </li>
  );
}

function Status({ item: { status, given_up } }: { item: ProblemItem }): JSX.Element {
  if (status === null && !given_up) return <span class="row__status" />;
  const words = given_up ? `${status ?? "not tried"}, with the solution seen` : status!;
  return (
    <span
      class={`row__status row__status--${given_up ? "seen" : status}`}
      title={words}
    >
      <Icon name={status === "solved" ? "check" : "half"} />
      <span class="visually-hidden">{words}</span>
    </span>
  );
}
