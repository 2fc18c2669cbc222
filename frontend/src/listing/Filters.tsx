import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";

import { Icon } from "../components/Icon";
import { FACETS, valuesOf, type Facet, type Filter, type Listed } from "./filter";
import "./filters.css";

interface FiltersProps {
  /** What is looked through, as in "Search problems". */
  noun: string;
  filter: Filter;
  items: readonly Listed[];
  signedIn: boolean;
  onChange(part: Partial<Filter>): void;
}

const ANY: Record<Facet, string> = {
  topic: "Every topic",
  tag: "Every tag",
  role: "Every role",
  level: "Every level",
  company: "Every company",
};

/** The search field and the choices beside it; `/` goes to the search. */
export function Filters(props: FiltersProps): JSX.Element {
  const { noun, filter, items, signedIn, onChange } = props;
  const judged = items.some((item) => item.acceptance !== undefined);
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

  return (
    <form class="filters filters--many" role="search" onSubmit={(event) => event.preventDefault()}>
      <label class="filters__search">
        <span class="visually-hidden">Search {noun}</span>
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
      <Choice
        label="Sort"
        value={filter.sort}
        options={[
          ["", "By number"],
          ["easiest", "Easiest first"],
          ["hardest", "Hardest first"],
          ...(judged ? [["accepted", "Most often accepted"] as const] : []),
          ["title", "By name"],
        ]}
        onChange={(sort) => onChange({ sort: sort as Filter["sort"] })}
      />
      <Choice
        label="Difficulty"
        value={filter.difficulty}
        options={[
          ["", "Every difficulty"],
          ["easy", "easy"],
          ["medium", "medium"],
          ["hard", "hard"],
        ]}
        onChange={(value) => onChange({ difficulty: value as Filter["difficulty"] })}
      />
      {(Object.keys(FACETS) as Facet[]).map((facet) => (
        <FacetChoice
          key={facet}
          facet={facet}
          items={items}
          value={filter[facet]}
          onChange={(value) => onChange({ [facet]: value })}
        />
      ))}
      {signedIn && (
        <Choice
          label="Progress"
          value={filter.status}
          options={[
            ["", "Solved or not"],
            ["new", "not tried"],
            ["attempted", "tried"],
            ["solved", "solved"],
          ]}
          onChange={(value) => onChange({ status: value as Filter["status"] })}
        />
      )}
    </form>
  );
}

interface FacetChoiceProps {
  facet: Facet;
  items: readonly Listed[];
  value: string;
  onChange(value: string): void;
}

/** One choice among what the problems name; none where they name nothing. */
function FacetChoice({ facet, items, value, onChange }: FacetChoiceProps): JSX.Element | null {
  const values = useMemo(() => valuesOf(items, facet), [items, facet]);
  if (values.length === 0 && value === "") return null;
  const options = values.map(([name, n]): [string, string] => [name, `${name} (${n})`]);
  // An address may name what is not there (any more): the reader must see what narrows the list.
  if (value !== "" && !values.some(([name]) => name === value)) options.unshift([value, value]);
  return (
    <Choice
      label={facet[0]!.toUpperCase() + facet.slice(1)}
      value={value}
      options={[["", ANY[facet]], ...options]}
      onChange={onChange}
    />
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onChange(value: string): void;
}

function Choice({ label, value, options, onChange }: ChoiceProps): JSX.Element {
  return (
    <label>
      <span class="visually-hidden">{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([id, words]) => (
          <option key={id} value={id}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
