// Writes a document for each kind of page that names what the page will need, so that the browser
// asks for all of it at once instead of step by step, and pages.json, by which the service knows
// which document an address gets and which of its own answers the page will ask for. In each document
// stands what the page shows first, so that there is something to see before its scripts have come.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

const SESSION = "/api/v1/session";
const KATEX = ["src/text/katex.ts"];
const WIDE = "(min-width: 900px)";

/** `also`: what the page asks for by itself at once; `wide`: what it does where there is room. */
const PAGES = [
  { path: "/", entry: "src/pages/home/Home.tsx", data: [SESSION] },
  {
    path: "/problems",
    entry: "src/pages/catalogue/Catalogue.tsx",
    data: [SESSION, "/api/v1/problems?limit=1000"],
  },
  {
    path: "/problems/{id}",
    entry: "src/pages/problem/ProblemPage.tsx",
    also: KATEX,
    wide: ["src/pages/problem/Workspace.tsx"],
    data: [SESSION, "/api/v1/problems/{id}"],
  },
  { path: "/courses", entry: "src/pages/course/CourseList.tsx", data: [SESSION] },
  {
    path: "/courses/{id}",
    entry: "src/pages/course/CoursePage.tsx",
    data: [SESSION, "/api/v1/courses/{id}"],
  },
  { path: "/labs", entry: "src/pages/lab/LabList.tsx", data: [SESSION] },
  {
    path: "/labs/{id}",
    entry: "src/pages/lab/LabPage.tsx",
    also: KATEX,
    data: [SESSION, "/api/v1/labs/{id}"],
  },
  { path: "/questions", entry: "src/pages/question/DeckList.tsx", data: [SESSION] },
  {
    path: "/questions/{id}",
    entry: "src/pages/question/DeckPage.tsx",
    also: KATEX,
    data: [SESSION, "/api/v1/questions/{id}"],
  },
];

const dist = new URL("../dist/", import.meta.url);
const read = (name) => readFileSync(new URL(name, dist), "utf8");
const manifest = JSON.parse(read(".vite/manifest.json"));
const index = read("index.html");
// What the document asks for anyway.
const known = new Set(Object.keys(manifest).filter((key) => index.includes(manifest[key].file)));

/** The chunk of a module; one that other chunks import as well goes by its name alone. */
function keyOf(module) {
  if (manifest[module]) return module;
  const name = /(\w+)\.tsx$/.exec(module)?.[1];
  const key = Object.keys(manifest).find((other) => other.startsWith(`_${name}-`));
  if (!key) throw new Error(`${module} is not in the manifest: see PAGES`);
  return key;
}

/** The chunks of `entries` with all that they import, each once, without `known` ones. */
function chunksOf(entries, seen = new Set(known)) {
  const chunks = [];
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    const chunk = manifest[key];
    chunks.push(chunk);
    for (const next of chunk.imports ?? []) visit(next);
  };
  for (const module of entries) visit(keyOf(module));
  return chunks;
}

function linksTo(chunks, media = "") {
  const files = chunks.flatMap(({ file, css = [] }) => [...css, file]);
  return [...new Set(files)]
    .filter((file) => !index.includes(file))
    .map((file) => {
      // Not as style sheets: the first painting does not wait for them.
      const kind = file.endsWith(".css") ? `rel="preload" as="style"` : `rel="modulepreload" fetchpriority="low"`;
      return `<link ${kind}${media} crossorigin href="/${file}" />`;
    });
}

/** What the page shows first at an address, as HTML. */
const vite = await createServer({
  root: fileURLToPath(new URL("..", import.meta.url)),
  appType: "custom",
  logLevel: "error",
  server: { middlewareMode: true, hmr: false, ws: false },
  optimizeDeps: { noDiscovery: true },
});
const { shellOf } = await vite.ssrLoadModule("/src/shell.tsx");

/** The document of an address, with `head` at the end of its head. */
function documentOf(address, head = "") {
  return index
    .replace("  </head>", () => `${head}  </head>`)
    .replace("<!--shell-->", () => shellOf(address));
}

mkdirSync(new URL("pages/", dist), { recursive: true });
const served = PAGES.map(({ path, entry, also = [], wide = [], data }) => {
  const seen = new Set(known);
  const links = linksTo(chunksOf([entry, ...also], seen));
  links.push(...linksTo(chunksOf(wide, seen), ` media="${WIDE}"`));
  const name = /(\w+)\.tsx$/.exec(entry)[1];
  const file = `pages/${name}.html`;
  const head = links.map((link) => `    ${link}\n`).join("");
  writeFileSync(new URL(file, dist), documentOf(path.replace("{id}", "id"), head));
  return { path, file, data };
});
writeFileSync(new URL("index.html", dist), documentOf("/help")); // any page without a part of its own
writeFileSync(new URL("pages.json", dist), `${JSON.stringify(served, null, 2)}\n`);
await vite.close();
