import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { useRouter } from "../../../router";

/** What a list is narrowed by, kept in the address. */
export function useFilters<Name extends string>(
  names: readonly Name[],
): [Record<Name, string>, (part: Partial<Record<Name, string>>) => void] {
  const { path, query, go } = useRouter();
  const values = Object.fromEntries(names.map((name) => [name, query.get(name) ?? ""])) as Record<
    Name,
    string
  >;
  const change = (part: Partial<Record<Name, string>>) => {
    const next = Object.entries<string>({ ...values, ...part }).filter(([, value]) => value !== "");
    go(next.length > 0 ? `${path}?${new URLSearchParams(next)}` : path, { replace: true });
  };
  return [values, change];
}

/** The fields that narrow a list. */
export function Filters({ children }: { children: ComponentChildren }): JSX.Element {
  return (
    <form class="desk-filters" role="search" onSubmit={(event) => event.preventDefault()}>
      {children}
    </form>
  );
}

interface FieldProps {
  label: string;
  value: string;
  onChange(value: string): void;
}

/** A field to write in; it counts once it is left or Enter is pressed. */
export function TextFilter(
  props: FieldProps & { type?: "text" | "number" | "search"; list?: string; placeholder?: string },
): JSX.Element {
  const { label, value, onChange, type = "text", list, placeholder } = props;
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return (
    <label>
      <span>{label}</span>
      <input
        type={type}
        value={text}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        {...(type === "number" ? { min: 1 } : { maxLength: 100 })}
        {...(list === undefined ? {} : { list })}
        {...(placeholder === undefined ? {} : { placeholder })}
        onInput={(event) => setText(event.currentTarget.value)}
        onChange={(event) => onChange(event.currentTarget.value.trim())}
      />
    </label>
  );
}

export function DateFilter({ label, value, onChange }: FieldProps): JSX.Element {
  return (
    <label>
      <span>{label}</span>
      <input
        type="date"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}

export function ChoiceFilter(
  props: FieldProps & { all: string; options: readonly (readonly [string, string])[] },
): JSX.Element {
  const { label, value, onChange, all, options } = props;
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{all}</option>
        {options.map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
