/**
 * Where in a YAML document a position is, told from the lines and their indentation.
 *
 * A syntax tree knows this of finished text only; completion is wanted where the text is not
 * finished. Block style and flow style on one line are understood, which is how documents of this
 * format are written.
 */
export interface Place {
  /** The keys and positions that lead to the mapping (for a key) or the value. */
  path: Step[];
  kind: "key" | "value" | "text";
  /** What has been typed of the key or value so far, and where in the line it begins. */
  typed: string;
  column: number;
  /** Inside `{}` or `[]`. */
  flow: boolean;
  /** The indentation of the mapping in block style. */
  indent: number;
  /** The scalars of the mapping that a key would join. */
  beside: ReadonlyMap<string, string>;
}

/** A step of a path, with the scalars beside it: they tell which kind of mapping it is in. */
export interface Step {
  key: string | number;
  beside: ReadonlyMap<string, string>;
}

/** The parts of a line that make structure: `- ` and `key:` with their columns. */
interface Mark {
  column: number;
  key: string | null;
}

const KEY = /^(?:([A-Za-z_][\w-]*)|"([^"]*)"|'([^']*)')\s*:(?=\s|$)/;
const OPENS_TEXT = /(?:^|\s)[|>][-+\d]*\s*(?:#.*)?$/;

/** The marks of a line, and what comes after them. */
export function readLine(line: string): { marks: Mark[]; rest: string; column: number } {
  const marks: Mark[] = [];
  let column = /^ */.exec(line)![0].length;
  for (;;) {
    const rest = line.slice(column);
    const item = /^-(?:\s+|$)/.exec(rest);
    if (item) {
      marks.push({ column, key: null });
      column += item[0].length;
      continue;
    }
    const key = KEY.exec(rest);
    if (key) {
      marks.push({ column, key: key[1] ?? key[2] ?? key[3]! });
      column += key[0].length;
      column += /^ */.exec(line.slice(column))![0].length;
    }
    return { marks, rest: line.slice(column), column };
  }
}

const isBlank = (line: string) => /^\s*(#|$)/.test(line);

/** The place of `column` in line `row`; both count from 0. */
export function placeAt(lines: readonly string[], row: number, column: number): Place {
  const line = lines[row] ?? "";
  const { marks, rest, column: start } = readLine(line.slice(0, column));
  const last = marks.at(-1);
  const indent = last?.key != null ? last.column : start;
  const place: Place = {
    path: [],
    kind: last?.key != null ? "value" : "key",
    typed: rest,
    column: start,
    flow: false,
    indent,
    beside: scalarsOf(lines, row, indent),
  };
  const flow = readFlow(rest);
  const inner: Step[] = [];
  if (flow !== null) {
    place.flow = true;
    place.kind = flow.kind;
    place.typed = flow.typed;
    place.column = start + rest.length - flow.typed.length;
    place.beside = readFlowScalars(line.slice(start));
    for (const key of flow.path) inner.push({ key, beside: place.beside });
  }

  const outer = stepsTo(lines, row, marks, indent);
  if (outer === null) return { ...place, kind: "text" };
  place.path = [...outer, ...inner];
  return place;
}

/** The steps that lead to the end of `marks` in line `row`, or null inside a block of text. */
function stepsTo(lines: readonly string[], row: number, marks: Mark[], at: number): Step[] | null {
  const steps: Step[] = [];
  let limit = at;
  let inItem = false; // Whether the last step taken was `- `: its key may stand in its column.
  let text = false;
  const take = (mark: Mark, line: number) => {
    if (mark.key === null) {
      steps.unshift({ key: indexOf(lines, line, mark.column), beside: new Map() });
    } else {
      steps.unshift({ key: mark.key, beside: scalarsOf(lines, line, mark.column) });
    }
    inItem = mark.key === null;
    limit = mark.column;
  };
  for (const mark of marks.toReversed()) take(mark, row);
  for (let i = row - 1; i >= 0 && (limit > 0 || inItem); i--) {
    const line = lines[i]!;
    if (isBlank(line)) continue;
    const read = readLine(line);
    const owner = read.marks.at(-1);
    if (owner && owner.column < limit && OPENS_TEXT.test(read.rest)) text = true;
    for (const mark of read.marks.toReversed()) {
      const above = inItem && mark.key !== null ? mark.column <= limit : mark.column < limit;
      if (above) take(mark, i);
    }
  }
  return text ? null : steps;
}

function indexOf(lines: readonly string[], row: number, column: number): number {
  let index = 0;
  for (let i = row - 1; i >= 0; i--) {
    const line = lines[i]!;
    if (isBlank(line)) continue;
    const indent = /^ */.exec(line)![0].length;
    if (indent < column) break;
    if (indent === column && line[column] === "-") index += 1;
    else if (indent === column) break;
  }
  return index;
}

/** The keys of the block mapping that has a key in this line and column, with their scalars. */
export function scalarsOf(
  lines: readonly string[],
  row: number,
  column: number,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const read = (i: number): "on" | "stop" => {
    const line = lines[i]!;
    if (isBlank(line)) return "on";
    const { marks, rest } = readLine(line);
    const indent = /^ */.exec(line)![0].length;
    const own = marks.find((mark) => mark.column === column && mark.key !== null);
    if (own) found.set(own.key!, marks.at(-1) === own ? unquote(rest) : "");
    return indent < column ? "stop" : "on";
  };
  for (let i = row; i >= 0; i--) if (read(i) === "stop") break;
  for (let i = row + 1; i < lines.length; i++) {
    if (!isBlank(lines[i]!) && /^ */.exec(lines[i]!)![0].length < column) break;
    read(i);
  }
  return found;
}

/** What is open at the end of flow style text; null for text that is not in flow style. */
function readFlow(
  text: string,
): { path: (string | number)[]; kind: "key" | "value"; typed: string } | null {
  const open: { bracket: "{" | "["; key: string | null; index: number }[] = [];
  let typed = "";
  let quote: string | null = null;
  if (!/^[[{]/.test(text)) return null;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    const top = open.at(-1);
    if (quote !== null) {
      typed += c;
      if (c === quote) quote = null;
    } else if ((c === '"' || c === "'") && typed.trim() === "") {
      typed += c;
      quote = c;
    } else if (c === "{" || c === "[") {
      open.push({ bracket: c, key: null, index: 0 });
      typed = "";
    } else if (c === "}" || c === "]") {
      open.pop();
      typed = "";
    } else if (c === "," && top) {
      top.key = null;
      top.index += 1;
      typed = "";
    } else if (c === ":" && top?.bracket === "{" && top.key === null) {
      top.key = unquote(typed);
      typed = "";
    } else {
      typed += c;
    }
  }
  const top = open.at(-1);
  if (!top) return null;
  const path = open.flatMap(({ bracket, key, index }): (string | number)[] =>
    bracket === "[" ? [index] : key === null ? [] : [key],
  );
  const kind = top.bracket === "{" && top.key === null ? "key" : "value";
  return { path, kind, typed: typed.trimStart() };
}

function readFlowScalars(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const match of text.matchAll(/([A-Za-z_][\w-]*)\s*:\s*("[^"]*"|'[^']*'|[^,{}[\]]*)/g)) {
    found.set(match[1]!, unquote(match[2]!));
  }
  return found;
}

function unquote(text: string): string {
  const plain = text.trim();
  return /^(["']).*\1$/.test(plain) ? plain.slice(1, -1) : plain.replace(/\s+#.*$/, "");
}
