import type { JSX } from "preact";
import { useState } from "preact/hooks";

import type { Problem } from "../../api/types";
import { Icon } from "../../components/Icon";
import { fieldsFrom, readFields, type Fields } from "./inputs";

interface OwnInputProps {
  problem: Problem;
  /** As they were typed before, if they were. */
  typed: Fields | null;
  busy: boolean;
  onType(fields: Fields): void;
  onRun(inputs: Record<string, unknown>): void;
}

/** Arguments to edit and run; the reference's answer is shown beside one's own. */
export function OwnInput(props: OwnInputProps): JSX.Element {
  const { problem, typed, busy, onType, onRun } = props;
  const fields = { ...fieldsFrom(problem, problem.examples[0]), ...typed };
  const [faults, setFaults] = useState<Fields>({});

  const send = (event: Event) => {
    event.preventDefault();
    const read = readFields(problem.parameters, fields);
    setFaults(read.faults);
    if (read.inputs) onRun(read.inputs);
    else document.getElementById(`input-${Object.keys(read.faults)[0]}`)?.focus();
  };

  return (
    <form class="own" onSubmit={send} noValidate>
      <p class="quiet">
        Edit the arguments as JSON, then run your code on them. The reference solution's answer is
        shown beside yours.
      </p>
      {problem.parameters.map(({ name, type }) => (
        <label key={name} class="field own__field">
          <span class="field__label">
            <code>{name}</code> <code class="type">{type}</code>
          </span>
          <textarea
            id={`input-${name}`}
            rows={Math.min(6, (fields[name] ?? "").split("\n").length)}
            value={fields[name] ?? ""}
            spellcheck={false}
            autocapitalize="off"
            aria-invalid={name in faults}
            aria-describedby={name in faults ? `fault-${name}` : undefined}
            onInput={(event) => onType({ ...fields, [name]: event.currentTarget.value })}
          />
          {name in faults && (
            <span id={`fault-${name}`} class="field__fault">
              {faults[name]}
            </span>
          )}
        </label>
      ))}
      <p class="own__actions">
        <button type="submit" class="button" aria-disabled={busy}>
          <Icon name="play" /> Run on this input
        </button>
        {problem.examples.map((example) => (
          <button
            key={example.name}
            type="button"
            class="text-button"
            onClick={() => {
              onType(fieldsFrom(problem, example));
              setFaults({});
            }}
          >
            Fill in “{example.name}”
          </button>
        ))}
      </p>
    </form>
  );
}
