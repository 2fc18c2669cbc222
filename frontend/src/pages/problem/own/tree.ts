/**
 * What is typed for an input, as a tree: the text is kept, the form is a view of it.
 *
 * Theory of operation: a field's text is JSON, Python's spelling of it, or NumPy's print of an
 * array. The reader takes all three, and entries that are no values (yet): `[1e, ""]` has two
 * leaves. So a table can be made of whatever is typed and written back without loss, and only
 * `read.ts` judges whether the leaves are values.
 */
export type Tree =
  | { kind: "leaf"; text: string; quoted: boolean }
  | { kind: "list"; items: readonly Tree[] }
  | { kind: "map"; entries: readonly (readonly [string, Tree])[] };

export const leaf = (text: string, quoted = false): Tree => ({ kind: "leaf", text, quoted });
export const list = (items: readonly Tree[]): Tree => ({ kind: "list", items });

const CLOSING: Readonly<Record<string, string>> = { "[": "]", "(": ")", "{": "}" };
/** A number, or several as NumPy prints them. */
const NUMBERS = /^[-+\w.]+(\s+[-+\w.]+)+$/;
const MAX_DEPTH = 12;

/** Thrown with words that say what is wrong with a text. */
export class Unreadable extends Error {}

/** The tree of a text. Raises Unreadable. */
export function readTree(text: string): Tree {
  const reader = new Reader(text);
  const tree = reader.value(0);
  reader.end();
  return tree;
}

/** The tree of a text, or null. */
export function findTree(text: string): Tree | null {
  try {
    return readTree(text);
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  value(depth: number): Tree {
    if (depth > MAX_DEPTH) throw new Unreadable(`Nested deeper than ${MAX_DEPTH} levels.`);
    this.space();
    const wrapped = /^(?:(?:np|numpy)\.)?(?:array|asarray)\s*\(/.exec(this.text.slice(this.at, this.at + 40));
    if (wrapped) return this.wrapped(wrapped[0].length, depth);
    const next = this.text[this.at] ?? "";
    if (next === "[" || next === "(") return this.list(next, depth);
    if (next === "{") return this.map(depth);
    if (next === '"' || next === "'") return leaf(this.string(next), true);
    return leaf(this.bare(), false);
  }

  end(): void {
    this.space();
    if (this.at === this.text.length) return;
    throw new Unreadable(`“${this.text.slice(this.at, this.at + 12)}” is left over at the end.`);
  }

  /** `np.array(...)` stands for what it wraps; `dtype=` says nothing new. */
  private wrapped(length: number, depth: number): Tree {
    this.at += length;
    const tree = this.value(depth + 1);
    while (this.take(",")) this.bare();
    this.close(")");
    return tree;
  }

  private list(open: string, depth: number): Tree {
    this.at += 1;
    const items: Tree[] = [];
    let commas = 0;
    for (this.space(); !this.isAt(CLOSING[open]!); this.space()) {
      items.push(this.value(depth + 1));
      if (this.take(",")) commas += 1;
      // Between the rows that NumPy prints there is no comma.
      else if (!this.isAt(CLOSING[open]!) && !this.isAt("[")) this.close(CLOSING[open]!, true);
    }
    this.close(CLOSING[open]!);
    const only = items[0];
    if (open === "(" && items.length === 1 && commas === 0) return only!;
    const printed = items.length === 1 && only?.kind === "leaf" && !only.quoted;
    if (printed && NUMBERS.test(only.text)) {
      return list(only.text.split(/\s+/).map((part) => leaf(part)));
    }
    return list(items);
  }

  private map(depth: number): Tree {
    this.at += 1;
    const entries: [string, Tree][] = [];
    for (this.space(); !this.isAt("}"); this.space()) {
      const quote = this.text[this.at] ?? "";
      const key = quote === '"' || quote === "'" ? this.string(quote) : this.bare(":");
      if (!this.take(":")) throw new Unreadable(`A colon is missing after “${key}”.`);
      entries.push([key, this.value(depth + 1)]);
      if (!this.take(",") && !this.isAt("}")) this.close("}", true);
    }
    this.close("}");
    return { kind: "map", entries };
  }

  private string(quote: string): string {
    const from = this.at++;
    while (this.at < this.text.length && this.text[this.at] !== quote) {
      this.at += this.text[this.at] === "\\" ? 2 : 1;
    }
    if (this.at >= this.text.length) throw new Unreadable(`A ${quote} is not closed.`);
    const inner = this.text.slice(from + 1, this.at++);
    const plain = quote === '"' ? inner : inner.replaceAll("\\'", "'").replaceAll('"', '\\"');
    try {
      return JSON.parse(`"${plain.replaceAll("\n", "\\n")}"`) as string;
    } catch {
      throw new Unreadable(`“${inner.slice(0, 20)}” has an escape that JSON does not know.`);
    }
  }

  private bare(also = ""): string {
    const from = this.at;
    while (this.at < this.text.length && !`,[](){}"'${also}`.includes(this.text[this.at]!)) {
      this.at += 1;
    }
    if (from === this.at && !this.isAt(",")) {
      const found = this.text[this.at];
      throw new Unreadable(found ? `“${found}” is out of place.` : "It ends too early.");
    }
    return this.text.slice(from, this.at).trim();
  }

  private space(): void {
    while (/\s/.test(this.text[this.at] ?? "")) this.at += 1;
  }

  private isAt(mark: string): boolean {
    this.space();
    return this.text[this.at] === mark;
  }

  private take(mark: string): boolean {
    if (!this.isAt(mark)) return false;
    this.at += 1;
    return true;
  }

  private close(mark: string, orComma = false): void {
    if (this.take(mark)) return;
    const found = this.text[this.at];
    const wanted = orComma ? `“${mark}” or a comma` : `“${mark}”`;
    throw new Unreadable(found ? `${wanted} is missing before “${found}”.` : `${wanted} is missing at the end.`);
  }
}

/** A tree as text that `readTree` reads again. */
export function writeTree(tree: Tree): string {
  switch (tree.kind) {
    case "leaf":
      return !tree.quoted && /^[-+\w.]+( ?[-+] ?[\w.]+)?$/.test(tree.text)
        ? tree.text
        : JSON.stringify(tree.text);
    case "list":
      return `[${tree.items.map(writeTree).join(", ")}]`;
    case "map":
      return `{${tree.entries.map(([key, item]) => `${JSON.stringify(key)}: ${writeTree(item)}`).join(", ")}}`;
  }
}
