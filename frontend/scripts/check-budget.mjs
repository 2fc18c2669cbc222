// Fails the build when the first load of a page grows past its budget of gzipped JavaScript.
import { readFileSync, statSync } from "node:fs";

const KB = 1000;
const BUDGETS = [
  { page: "src/pages/catalogue/Catalogue.tsx", limit: 60 * KB },
  // Without the editor, which comes when a task is seen.
  { page: "src/pages/lab/LabPage.tsx", limit: 130 * KB, lazily: ["text/katex"] },
  {
    page: "src/pages/problem/ProblemPage.tsx",
    limit: 235 * KB,
    lazily: ["text/katex", "problem/Workspace.tsx"],
  },
];

const dist = new URL("../dist/", import.meta.url);
const start = /<script type="module"[^>]* src="\/([^"]+)"/.exec(
  readFileSync(new URL("index.html", dist), "utf8"),
)[1];
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

/** The chunks that a page needs: its static imports, and the lazy ones it always asks for. */
function chunksOf(page, lazily) {
  const seen = new Set();
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    const chunk = manifest[key];
    for (const next of chunk.imports ?? []) visit(next);
    for (const next of chunk.dynamicImports ?? []) {
      if (lazily.some((name) => next.includes(name))) visit(next);
    }
  };
  visit(Object.keys(manifest).find((key) => manifest[key].file === start));
  visit(page);
  return [...seen];
}

/** What is sent of a file: what lies beside it compressed, or itself where it is small. */
function sentBytes(file) {
  const compressed = statSync(new URL(`${file}.gz`, dist), { throwIfNoEntry: false });
  return (compressed ?? statSync(new URL(file, dist))).size;
}

let failed = false;
for (const { page, limit, lazily = [] } of BUDGETS) {
  if (!manifest[page]) throw new Error(`${page} is not a chunk of its own in the manifest`);
  const bytes = chunksOf(page, lazily)
    .map((key) => manifest[key].file)
    .filter((file) => file.endsWith(".js"))
    .reduce((sum, file) => sum + sentBytes(file), 0);
  const line = `${page}: ${(bytes / KB).toFixed(1)} of ${limit / KB} KB gzipped`;
  if (bytes > limit) failed = true;
  console.log(bytes > limit ? `over budget  ${line}` : `within budget  ${line}`);
}
process.exit(failed ? 1 : 0);
