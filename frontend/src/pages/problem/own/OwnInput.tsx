import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { Example, Problem } from "../../../api/types";
import { Icon } from "../../../components/Icon";
import { shapeOf } from "./grid";
import { InputField } from "./InputField";
import { fieldsFrom, readFields, type Fields } from "./read";
import type { AxisChange } from "./Table";
import { findTree, writeTree } from "./tree";
import { layoutOf, parseType } from "./type";
import { changeAxes } from "./View";
import "./own.css";

interface OwnInputProps {
  problem: Problem;
  /** As they were typed before, if they were. */
  typed: Fields | null;
  busy: boolean;
  onType(fields: Fields): void;
  onRun(inputs: Record<string, unknown>): void;
  /** What became of the last run. */
  children: ComponentChildren;
}

/** Arguments to edit and run; the reference's answer is shown beside one's own. */
export function OwnInput(props: OwnInputProps): JSX.Element {
  const { problem, typed, busy, onType, onRun, children } = props;
  const { parameters, examples } = problem;
  const fields = { ...fieldsFrom(problem, examples[0]), ...typed };
  const { inputs, faults } = readFields(parameters, fields);
  /** Fields that were left: their faults are shown, while those of the one in work are not yet. */
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [before, setBefore] = useState<Fields | null>(null);
  const [filled, setFilled] = useState(0);

  const result = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const verdict = result.current?.querySelector(".verdict, .notice");
    if (!busy) verdict?.scrollIntoView({ block: "nearest" });
  }, [busy]);

  const type = (next: Fields) => {
    setBefore(null);
    onType(next);
  };
  const typeBlock = (next: Fields) => {
    setBefore(fields);
    onType(next);
  };
  const fill = (example: Example) => {
    typeBlock(fieldsFrom(problem, example));
    setLeft(new Set());
    setFilled(filled + 1);
  };

  const changeDim = (name: string, change: AxisChange) => {
    const next = { ...fields };
    for (const parameter of parameters) {
      const tree = findTree(fields[parameter.name] ?? "");
      const rank = (tree && shapeOf(tree)?.length) ?? 0;
      const layout = layoutOf(parseType(parameter.type), rank);
      if (!tree || !layout || rank !== layout.axes.length || !layout.axes.includes(name)) continue;
      next[parameter.name] = writeTree(changeAxes(tree, layout, (dim) => dim === name, change));
    }
    typeBlock(next);
  };

  const send = (event: Event) => {
    event.preventDefault();
    setLeft(new Set(parameters.map(({ name }) => name)));
    if (inputs) return onRun(inputs);
    const fault = Object.values(faults)[0]![0]!;
    const id = CSS.escape(`input-${fault.at}`);
    (document.querySelector<HTMLElement>(`#${id}`) ??
      document.querySelector<HTMLElement>(`[id^="input-${fault.at.split(".")[0]}"]`))?.focus();
  };

  return (
    <div class="own-panel">
      <form class="own" onSubmit={send} noValidate>
        <div class="own__start">
          <span class="quiet">Start from</span>
          {examples.map((example) => (
            <button
              key={example.name}
              type="button"
              class="text-button own__example"
              onClick={() => fill(example)}
            >
              {example.name}
            </button>
          ))}
          {before && (
            <button
              type="button"
              class="text-button own__undo"
              onClick={() => {
                type(before);
                setFilled(filled + 1);
              }}
            >
              <Icon name="reset" /> Undo
            </button>
          )}
        </div>
        <div class="own__fields">
          {parameters.map((parameter) => (
            <div
              key={`${filled}-${parameter.name}`}
              onFocusOut={({ currentTarget, relatedTarget }) => {
                const to = relatedTarget as Element | null;
                // What is said of a field moves the rest, also the button that is being pressed.
                if (currentTarget.contains(to) || to?.closest("[type=submit]")) return;
                if (!left.has(parameter.name)) setLeft(new Set([...left, parameter.name]));
              }}
            >
              <InputField
                parameter={parameter}
                text={fields[parameter.name] ?? ""}
                faults={left.has(parameter.name) ? (faults[parameter.name] ?? []) : []}
                offered={offeredFor(problem, parameter.name)}
                onText={(text) => type({ ...fields, [parameter.name]: text })}
                onBlock={(text) => typeBlock({ ...fields, [parameter.name]: text })}
                onDim={changeDim}
              />
            </div>
          ))}
        </div>
        <p class="own__actions">
          <button type="submit" class="button" aria-disabled={busy}>
            <Icon name="play" /> Run on this input
          </button>
          <span class="quiet">
            The reference's answer is shown beside yours. Arrays and spreadsheets can be pasted into
            a table; Enter goes down, and behind the last row adds one.
          </span>
        </p>
      </form>
      {children && (
        <div ref={result} class="own-result">
          {children}
        </div>
      )}
    </div>
  );
}

/** What examples give for a text, to choose from. */
function offeredFor(problem: Problem, name: string): readonly string[] {
  const given = problem.examples.map((example) => example.inputs[name]?.data);
  return [...new Set(given.filter((value): value is string => typeof value === "string"))];
}
