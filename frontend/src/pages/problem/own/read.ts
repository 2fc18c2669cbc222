import type { Example, Parameter, Problem, Value } from "../../../api/types";
import { members } from "../../../values/compare";
import { formatShape } from "../../../values/format";
import { shapeOf } from "./grid";
import { readTree, Unreadable, type Tree } from "./tree";
import { parseType, type Type } from "./type";

/** What is typed for each parameter. */
export type Fields = Record<string, string>;

/** Why a field is no value of its type. */
export interface Fault {
  /** The parameter and the index of the entry: `X.0.1`; the parameter alone for the whole. */
  at: string;
  text: string;
  /** A size that would make it agree with the other fields. */
  wanted?: { name: string; size: number };
}

/** What all fields say together. */
export interface Reading {
  /** By parameter, for the service; null while there are faults. */
  inputs: Record<string, unknown> | null;
  faults: Record<string, readonly Fault[]>;
}

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

/** Read what is typed: inputs to send, or what is wrong with each field. */
export function readFields(parameters: readonly Parameter[], fields: Fields): Reading {
  const inputs: Record<string, unknown> = {};
  const faults: Record<string, readonly Fault[]> = {};
  const sizes: Sizes = new Map();
  for (const { name, type } of parameters) {
    const field = new Field(name, sizes);
    inputs[name] = field.read((fields[name] ?? "").trim(), parseType(type));
    if (field.faults.length > 0) faults[name] = field.faults;
  }
  return { inputs: Object.keys(faults).length === 0 ? inputs : null, faults };
}

/** Named sizes, and which field each was first seen in. */
type Sizes = Map<string, { size: number; field: string }>;

const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const COMPLEX = /^\(?[+-]?[\d.]+(e[+-]?\d+)?( ?[+-] ?[\d.]*(e[+-]?\d+)?[ij])?\)?$|^\(?[+-]?[\d.]*(e[+-]?\d+)?[ij]\)?$/i;
const NON_FINITE: Readonly<Record<string, string>> = {
  nan: "nan",
  inf: "inf",
  "+inf": "inf",
  "-inf": "-inf",
  infinity: "inf",
  "-infinity": "-inf",
};

class Field {
  readonly faults: Fault[] = [];

  constructor(
    private readonly name: string,
    private readonly sizes: Sizes,
  ) {}

  read(text: string, type: Type): unknown {
    if (text === "") return this.fault("", "Give a value.");
    if (type.kind === "callable") return text;
    try {
      return this.value(readTree(text), type, "");
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      // Words without quotes are a text of several words.
      if (type.kind === "scalar" && type.name === "str" && !text.startsWith('"')) return text;
      return this.fault("", `This cannot be read. ${error.message}`);
    }
  }

  private fault(at: string, text: string, wanted?: Fault["wanted"]): null {
    this.faults.push({ at: `${this.name}${at}`, text, ...(wanted && { wanted }) });
    return null;
  }

  private value(tree: Tree, type: Type, at: string): unknown {
    switch (type.kind) {
      case "scalar":
        return this.scalar(tree, type.name, at);
      case "callable":
        return tree.kind === "leaf" ? tree.text : this.fault(at, "Write a function's source.");
      case "array":
        return this.array(tree, type.dtype, type.dims, at);
      case "optional":
        return isNone(tree) ? null : this.value(tree, type.item, at);
      case "list":
        if (tree.kind !== "list") return this.fault(at, "Write a list: [1, 2].");
        return tree.items.map((item, i) => this.value(item, type.item, `${at}.${i}`));
      case "tuple":
        if (tree.kind !== "list" || tree.items.length !== type.items.length) {
          return this.fault(at, `Write ${type.items.length} values in brackets.`);
        }
        return type.items.map((item, i) => this.value(tree.items[i]!, item, `${at}.${i}`));
      case "dict": {
        if (tree.kind !== "map") return this.fault(at, 'Write pairs: {"a": 1}.');
        const keys = tree.entries.map(([key]) => key);
        const twice = keys.find((key, i) => keys.indexOf(key) < i);
        if (twice !== undefined) return this.fault(at, `The key “${twice}” is there twice.`);
        return Object.fromEntries(
          tree.entries.map(([key, item], i) => [key, this.value(item, type.item, `${at}.${i}`)]),
        );
      }
    }
  }

  private scalar(tree: Tree, name: string, at: string): unknown {
    if (name === "any") return plain(tree);
    if (tree.kind === "leaf") {
      if (name === "str") return tree.text;
      return this.entry(tree.text, name, at, "");
    }
    return this.fault(at, `Write ${name === "str" ? "a text" : "a single value"}, no list.`);
  }

  private array(
    tree: Tree,
    dtype: string,
    dims: readonly (string | number)[] | null,
    at: string,
  ): unknown {
    const shape = shapeOf(tree);
    if (shape === null) {
      return this.fault(at, "The rows are not of the same length, so this is no array.");
    }
    if (dims !== null && shape.length !== dims.length) {
      const axes = dims.length === 1 ? "1 axis" : `${dims.length} axes`;
      return this.fault(
        at,
        `An array with ${axes} (${dims.join(", ")}) is wanted; this has the shape ${formatShape(shape)}.`,
      );
    }
    dims?.forEach((dim, axis) => this.size(dim, shape[axis]!, at));
    return this.entries(tree, dtype, at, []);
  }

  private size(dim: string | number, size: number, at: string): void {
    if (typeof dim === "number") {
      if (size !== dim) this.fault(at, `This axis has the size ${dim}, not ${size}.`);
      return;
    }
    const known = this.sizes.get(dim);
    if (!known) this.sizes.set(dim, { size, field: this.name });
    else if (known.size !== size) {
      const where = known.field === this.name ? "on another axis" : `in ${known.field}`;
      this.fault(at, `${dim} is ${known.size} ${where}; here it is ${size}.`, {
        name: dim,
        size: known.size,
      });
    }
  }

  private entries(tree: Tree, dtype: string, at: string, index: readonly number[]): unknown {
    if (tree.kind === "leaf") return this.entry(tree.text, dtype, at, placeOf(index));
    if (tree.kind === "map") return null;
    return tree.items.map((item, i) => this.entries(item, dtype, `${at}.${i}`, [...index, i]));
  }

  /** One number or truth value; `place` says where it stands in an array. */
  private entry(text: string, dtype: string, at: string, place: string): unknown {
    const fault = (what: string) =>
      this.fault(at, place === "" ? capital(what) : `${capital(place)}: ${what}`);
    if (text.trim() === "") return fault("a value is missing.");
    if (dtype === "bool") {
      const truth = { true: true, false: false }[text.toLowerCase()];
      return truth ?? fault(`“${text}” is neither True nor False.`);
    }
    const number = text.replaceAll("_", "");
    if (/^u?int/.test(dtype)) {
      if (!INTEGER.test(number)) return fault(`“${text}” is no whole number.`);
      const [low, high] = rangeOf(dtype);
      const value = Number(number);
      if (value >= low && value <= high) return value;
      return fault(`${text} is outside of what ${dtype} holds here.`);
    }
    if (NUMBER.test(number)) {
      const value = Number(number);
      return Number.isFinite(value) ? value : fault(`${text} is too large for a float.`);
    }
    const special = NON_FINITE[number.toLowerCase()];
    if (special) return special;
    if (dtype.startsWith("complex") && COMPLEX.test(number)) return number;
    if (/^[+-]?\d+,\d+$/.test(text)) return fault(`write ${text.replace(",", ".")} with a point.`);
    return fault(`“${text}” is no number.`);
  }
}

/** Where an entry stands, in words: `row 1, column 2`. */
export function placeOf(index: readonly number[]): string {
  const last = index.at(-1);
  if (last === undefined) return "";
  if (index.length === 1) return `entry ${last + 1}`;
  const table = index.slice(0, -2);
  const place = `row ${index.at(-2)! + 1}, column ${last + 1}`;
  return table.length > 0 ? `table ${table.map((i) => i + 1).join(".")}, ${place}` : place;
}

/** What fits: whole numbers beyond 2**53 are not exact on their way. */
function rangeOf(dtype: string): readonly [number, number] {
  const bits = Number(/\d+$/.exec(dtype)?.[0] ?? 64);
  if (bits > 53) return [dtype.startsWith("u") ? 0 : -(2 ** 53), 2 ** 53];
  return dtype.startsWith("u") ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
}

export function isNone(tree: Tree): boolean {
  return tree.kind === "leaf" && !tree.quoted && /^(None|null)$/.test(tree.text);
}

/** The plain data of a tree, where no type says what it is. */
function plain(tree: Tree): unknown {
  if (tree.kind === "list") return tree.items.map(plain);
  if (tree.kind === "map") {
    return Object.fromEntries(tree.entries.map(([key, item]) => [key, plain(item)]));
  }
  if (tree.quoted) return tree.text;
  const words: Record<string, unknown> = { true: true, false: false, none: null, null: null };
  const word = tree.text.toLowerCase();
  if (word in words) return words[word];
  return NUMBER.test(tree.text) ? Number(tree.text) : (NON_FINITE[word] ?? tree.text);
}


function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
