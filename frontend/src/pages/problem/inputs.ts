import type { Example, Parameter, Problem, Value } from "../../api/types";
import { members } from "../../values/compare";

/** What is typed for each parameter. */
export type Fields = Record<string, string>;

/** The arguments of an example as text to edit; empty fields without one. */
export function fieldsFrom(problem: Problem, example: Example | undefined): Fields {
  return Object.fromEntries(
    problem.parameters.map(({ name, type }) => {
      const value = example?.inputs[name];
      return [name, value === undefined ? "" : writeInput(value, type)];
    }),
  );
}

function writeInput(value: Value, type: string): string {
  const plain = plainOf(value);
  if (type === "callable") return String(plain);
  const text = JSON.stringify(plain);
  return text.includes('"') ? text : text.replaceAll(",", ", ");
}

/** A value without its types: what the service takes as an input. */
function plainOf(value: Value): unknown {
  const inner = members(value);
  if (!inner) return value.data;
  if (Array.isArray(value.data)) return Object.values(inner).map(plainOf);
  return Object.fromEntries(Object.entries(inner).map(([key, part]) => [key, plainOf(part)]));
}

/** Read the typed text; either all inputs, or a fault for each field that cannot be read. */
export function readFields(
  parameters: readonly Parameter[],
  fields: Fields,
): { inputs: Record<string, unknown> | null; faults: Fields } {
  const inputs: Record<string, unknown> = {};
  const faults: Fields = {};
  for (const { name, type } of parameters) {
    const text = (fields[name] ?? "").trim();
    if (text === "") faults[name] = "Give a value.";
    else if (type === "callable") inputs[name] = text;
    else {
      const read = readJson(text, type);
      if (read.ok) inputs[name] = read.value;
      else faults[name] = read.fault;
    }
  }
  return { inputs: Object.keys(faults).length === 0 ? inputs : null, faults };
}

type Read = { ok: true; value: unknown } | { ok: false; fault: string };

function readJson(text: string, type: string): Read {
  // Python's spelling is what people type; outside strings it means the same.
  const json = text.replace(/"(?:\\.|[^"\\])*"|\b(?:True|False|None|nan|inf)\b/g, spell);
  try {
    return { ok: true, value: JSON.parse(json.replace(/-"inf"/g, '"-inf"')) };
  } catch {
    if (type === "str" && !text.startsWith('"')) return { ok: true, value: text };
    return { ok: false, fault: "This is not JSON. Write arrays as [[0.1], [0.2]]." };
  }
}

function spell(word: string): string {
  const words: Record<string, string> = {
    True: "true",
    False: "false",
    None: "null",
    nan: '"nan"',
    inf: '"inf"',
  };
  return words[word] ?? word;
}
