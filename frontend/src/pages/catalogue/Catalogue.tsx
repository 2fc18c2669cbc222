import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { listProblems } from "../../api/client";
import type { ProblemItem } from "../../api/types";
import { describe } from "../../api/words";
import { Difficulty } from "../../components/Difficulty";
import { Icon } from "../../components/Icon";
import { Notice } from "../../components/Notice";
import { useRouter } from "../../router";
import { useSession } from "../../session";
import { useTitle } from "../../title";
import { addressOf, applyFilter, readFilter, topicsOf, type Filter } from "./filter";
import "./catalogue.css";

// Shown at once on the way back to the catalogue, while it is read again.
let known: { user: string | undefined; items: ProblemItem[] } | null = null;

/** All problems, searched as one types; the filter is in the URL. */
export function Catalogue(): JSX.Element {
  useTitle("Problems");
  const { query, go } = useRouter();
  const { user } = useSession();
  const [items, setItems] = useState<ProblemItem[] | null>(() =>
    known !== null && known.user === user?.username ? known.items : null,
  );
  const [failure, setFailure] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  const filter = readFilter(query);
  const found = useMemo(
    () => (items === null ? [] : applyFilter(items, filter)),
    [items, addressOf(filter)],
  );

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

  const change = (part: Partial<Filter>) =>
    go(addressOf({ ...filter, ...part }), { replace: true });

  return (
    <main id="main" class="page catalogue" tabIndex={-1}>
      <header class="catalogue__head">
        <h1>Problems</h1>
        <p class="lead">
          Machine learning, written out by hand: NumPy, formulas, and a judge that says why.
        </p>
      </header>
      <Filters filter={filter} items={items ?? []} signedIn={Boolean(user)} onChange={change} />
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
        <>
          <p class="catalogue__count" role="status">
            {countWords(found, items)}
          </p>
          <ProblemList items={found} />
          {found.length === 0 && items.length > 0 && (
            <p>
              <button
                type="button"
                class="button"
                onClick={() => go("/problems", { replace: true })}
              >
                Show all problems
              </button>
            </p>
          )}
        </>
      )}
    </main>
  );
}

interface FiltersProps {
  filter: Filter;
  items: ProblemItem[];
  signedIn: boolean;
  onChange(part: Partial<Filter>): void;
}

function Filters({ filter, items, signedIn, onChange }: FiltersProps): JSX.Element {
  const search = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key !== "/" || target.closest("input, textarea, select")) return;
      event.preventDefault();
      search.current?.focus();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);

  const topics = topicsOf(items);
  if (filter.topic && !topics.some(([topic]) => topic === filter.topic)) {
    topics.unshift([filter.topic, 0]);
  }
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <label class="filters__search">
        <span class="visually-hidden">Search problems</span>
        <Icon name="search" />
        <input
          ref={search}
          type="search"
          placeholder="Search by name, number or tag"
          value={filter.q}
          onInput={(event) => onChange({ q: event.currentTarget.value })}
        />
        <kbd aria-hidden="true">/</kbd>
      </label>
      <label>
        <span class="visually-hidden">Topic</span>
        <select
          value={filter.topic}
          onChange={(event) => onChange({ topic: event.currentTarget.value })}
        >
          <option value="">Every topic</option>
          {topics.map(([topic, n]) => (
            <option key={topic} value={topic}>
              {topic} ({n})
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="visually-hidden">Difficulty</span>
        <select
          value={filter.difficulty}
          onChange={(event) =>
            onChange({ difficulty: event.currentTarget.value as Filter["difficulty"] })
          }
        >
          <option value="">Every difficulty</option>
          <option value="easy">easy</option>
          <option value="medium">medium</option>
          <option value="hard">hard</option>
        </select>
      </label>
      {signedIn && (
        <label>
          <span class="visually-hidden">Progress</span>
          <select
            value={filter.status}
            onChange={(event) =>
              onChange({ status: event.currentTarget.value as Filter["status"] })
            }
          >
            <option value="">Solved or not</option>
            <option value="new">not tried</option>
            <option value="attempted">tried</option>
            <option value="solved">solved</option>
          </select>
        </label>
      )}
    </form>
  );
}

function ProblemList({ items }: { items: ProblemItem[] }): JSX.Element {
  return (
    <ol class="problems">
      {items.map((item) => (
        <li key={item.id} class="row">
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
          <Status status={item.status} />
        </li>
      ))}
    </ol>
  );
}

function Status({ status }: { status: ProblemItem["status"] }): JSX.Element {
  if (status === null) return <span class="row__status" />;
  return (
    <span class={`row__status row__status--${status}`} title={status}>
      <Icon name={status === "solved" ? "check" : "half"} />
      <span class="visually-hidden">{status}</span>
    </span>
  );
}

function countWords(found: ProblemItem[], items: ProblemItem[]): string {
  if (items.length === 0) return "There are no problems yet.";
  if (found.length === 0) return "No problem fits. Try fewer words or another filter.";
  const solved = items.filter((item) => item.status === "solved").length;
  const all = `${items.length} problem${items.length === 1 ? "" : "s"}`;
  const shown = found.length === items.length ? all : `${found.length} of ${all}`;
  return solved > 0 ? `${shown}, ${solved} solved` : shown;
}
