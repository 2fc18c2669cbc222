import { readLine } from "./place";

/** Text to put into a source, and where the cursor goes within it. */
export interface Insertion {
  at: number;
  text: string;
  cursor: number;
}

/** The entry that calls a mutant equivalent, at the end of the list of them; its reason is open. */
export function equivalentEntry(source: string, mutant: string): Insertion {
  const entry = `  - mutant: ${JSON.stringify(mutant)}\n    reason: `;
  const lines = source.split("\n");
  const row = lines.findIndex((line) => {
    const [mark] = readLine(line).marks;
    return mark?.column === 0 && mark.key === "equivalent";
  });
  if (row < 0) {
    const gap = source === "" || source.endsWith("\n") ? "" : "\n";
    const text = `${gap}equivalent:\n${entry}\n`;
    return { at: source.length, text, cursor: text.length - 1 };
  }
  let last = row;
  for (let i = row + 1; i < lines.length && !/^[^\s#-]/.test(lines[i]!); i++) {
    if (/\S/.test(lines[i]!) && !lines[i]!.startsWith("#")) last = i;
  }
  // Entries keep the indentation that the author has given them.
  const indent = /^( *)-/.exec(lines[row + 1] ?? "")?.[1] ?? "  ";
  const text = `\n${entry.replaceAll(/^ {2}/gm, indent)}`;
  const at = lines.slice(0, last + 1).join("\n").length;
  return { at, text, cursor: text.length };
}
