import { placeAt, readLine } from "./place";

/** Code that stands in a source: the solution, the starter and the wrong solutions. */
export interface CodeOf {
  name: string;
  code: string;
}

/** The Python blocks of a source that could be a candidate's code, the solution first. */
export function codesIn(source: string): CodeOf[] {
  const lines = source.split("\n");
  const found: CodeOf[] = [];
  lines.forEach((line, row) => {
    const { marks, rest } = readLine(line);
    const mark = marks.at(-1);
    if (!mark?.key || !/^\|/.test(rest)) return;
    if (mark.column === 0 && (mark.key === "solution" || mark.key === "starter")) {
      const name = mark.key === "solution" ? "the solution" : "the starter";
      found.push({ name, code: blockBelow(lines, row, mark.column) });
    } else if (mark.key === "code") {
      const place = placeAt(lines, row, line.length);
      if (place.kind === "text" || place.path[0]?.key !== "wrong") return;
      const name = place.path.at(-1)!.beside.get("name") ?? "a wrong solution";
      found.push({ name: `wrong: ${name}`, code: blockBelow(lines, row, mark.column) });
    }
  });
  return found.sort((a, b) => rank(a.name) - rank(b.name));
}

function rank(name: string): number {
  return name === "the solution" ? 0 : name === "the starter" ? 1 : 2;
}

function blockBelow(lines: readonly string[], row: number, column: number): string {
  const block: string[] = [];
  let indent: number | null = null;
  for (const line of lines.slice(row + 1)) {
    const own = /^ */.exec(line)![0].length;
    if (line.trim() !== "" && own <= column) break;
    if (line.trim() !== "") indent ??= own;
    block.push(line.slice(Math.min(indent ?? own, own)));
  }
  return block.join("\n").replace(/\n+$/, "") + "\n";
}
