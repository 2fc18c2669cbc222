/** The `id:` at the top of a source, or null. */
export function idOf(text: string): string | null {
  return /^id:[ \t]*["']?([\w-]+)/m.exec(text)?.[1] ?? null;
}

/**
 * The same source under another id and number.
 *
 * Comments that name the file follow; everything else stays, byte for byte.
 */
export function renamed(text: string, id: string, number: number): string {
  const before = idOf(text);
  const named = text
    .replace(/^id:[ \t]*[^\s#]*/m, `id: ${id}`)
    .replace(/^number:[ \t]*[^\s#]*/m, `number: ${number}`);
  return before === null ? named : named.replace(`# the file is ${before}.yaml`, `# the file is ${id}.yaml`);
}

/** What a source is: `problem`, `lab`, `question` or `course`; a problem until it says otherwise. */
export function kindOf(text: string): string {
  return /^kind:[ \t]*["']?(\w+)/m.exec(text)?.[1] ?? "problem";
}
