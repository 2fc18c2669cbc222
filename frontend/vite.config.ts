import { fileURLToPath } from "node:url";

import { defineConfig, type Plugin } from "vite";

import { slimFonts } from "./build/fonts.ts";
import { slimKatex } from "./build/katex.ts";

/** Keep only the WOFF2 faces of KaTeX: every browser that runs these pages reads them. */
function katexWoff2Only(): Plugin {
  return {
    name: "katex-woff2-only",
    enforce: "pre",
    transform(code, id) {
      if (!id.includes("katex") || !id.split("?")[0]!.endsWith(".css")) return null;
      return code.replace(/,\s*url\([^)]+\.(?:woff|ttf)\)\s*format\([^)]+\)/g, "");
    },
  };
}

/**
 * Keep only the lexer of marked: the pages make elements of its tokens themselves.
 *
 * The instance that marked makes of itself when it is loaded holds on to its parser and renderer.
 */
function markedLexerOnly(): Plugin {
  return {
    name: "marked-lexer-only",
    apply: "build",
    transform(code, id) {
      if (!id.split("?")[0]!.endsWith("/marked/lib/marked.esm.js")) return null;
      const end = code.search(/var \w+=new \w+;function \w+\(\w+,\w+\)\{return \w+\.parse\(/);
      const names = ["Lexer", "Tokenizer"].map((name) => [
        new RegExp(`(\\w+) as ${name}\\b`).exec(code)?.[1],
        name,
      ]);
      if (end < 0 || names.some(([local]) => !local)) {
        this.error("marked is built differently now: see markedLexerOnly");
      }
      const exported = names.map(([local, name]) => `${local} as ${name}`).join();
      return { code: `${code.slice(0, end)}export{${exported}};`, map: null };
    },
  };
}

/**
 * Leave out what the Python language would complete by itself: `editor/assist` does it, later.
 *
 * Otherwise the language, which is needed at once, would bring all of the completion along.
 */
function pythonWithoutCompletion(): Plugin {
  const stub = "\0no-completion";
  return {
    name: "python-without-completion",
    apply: "build",
    enforce: "pre",
    resolveId(source, importer) {
      const asked = source === "@codemirror/autocomplete";
      return asked && importer?.includes("/@codemirror/lang-python/") ? stub : null;
    },
    load(id) {
      if (id !== stub) return null;
      return ["snippetCompletion", "completeFromList", "ifNotIn"]
        .map((name) => `export function ${name}() { throw new Error("${name} is left out"); }`)
        .join("\n");
    },
  };
}

/** Put `src/first.ts` before all else, as a script of its own that the first painting waits for. */
function firstScript(): Plugin {
  const script = "src/first.ts";
  return {
    name: "first-script",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        const chunk = Object.values(bundle ?? {}).find(
          (found) => found.type === "chunk" && found.facadeModuleId?.endsWith(script),
        );
        return html.replace("%FIRST%", `/${chunk?.fileName ?? script}`);
      },
    },
  };
}

/**
 * Give the authors' pages, and the editor with Vim's keys, a copy of the editor of their own.
 *
 * They use far more of CodeMirror than most candidates do. One copy for both would be loaded by
 * candidates with all that only authors need, because a module is never divided between chunks.
 */
function editorOfAuthors(): Plugin {
  const mark = "?author";
  const owners = /\/src\/(pages\/admin|editor\/full)\//;
  const editor =
    /\/src\/editor\/|\/node_modules\/(@codemirror|@lezer|@marijn|@replit|style-mod|crelt)\//;
  return {
    name: "editor-of-authors",
    apply: "build",
    enforce: "pre",
    async resolveId(source, importer, options) {
      if (!importer || !(importer.endsWith(mark) || owners.test(importer))) {
        return null;
      }
      const found = await this.resolve(source, importer.replace(mark, ""), {
        ...options,
        skipSelf: true,
      });
      if (!found || found.external || !editor.test(found.id) || !/\.[jt]sx?$/.test(found.id)) {
        return found;
      }
      return { ...found, id: found.id + mark };
    },
  };
}

/**
 * Put `fetchPart` around each `import()`, in the place of the preloading that Vite puts there.
 *
 * It is told all files of the part; Vite leaves out the part's own. The part is a script: one that
 * is nothing but styles has no file of its own.
 */
function fetchedParts(): Plugin {
  const preloading = "\0vite/preload-helper.js";
  const parts = fileURLToPath(new URL("src/parts.ts", import.meta.url));
  return {
    name: "fetched-parts",
    apply: "build",
    enforce: "pre",
    load(id) {
      if (id !== preloading) return null;
      return `export { fetchPart as __vitePreload } from ${JSON.stringify(parts)};`;
    },
    config: () => ({
      build: {
        modulePreload: {
          polyfill: false, // every browser of `cssTarget` knows it
          resolveDependencies: (file, files, { hostType }) =>
            hostType === "html" || files.includes(file) ? files : [file, ...files],
        },
      },
    }),
  };
}

/**
 * What pages share, in few chunks: each of its own is compressed by itself, and worse.
 *
 * `base` is on every page, so only what the smallest page needs may be in it.
 */
const SHARED = [
  {
    name: "base",
    test: /\/node_modules\/preact\/|\/src\/(router|session|storage|theme|title|lazy|parts|back|app|main|routes)\.tsx?$|\/src\/api\/(client|reach|words)\.ts$|\/src\/components\/(Header|Icon|Notice|Difficulty)\.tsx$/,
  },
  {
    name: "editing",
    // Not what comes later: keys, help with writing, formatting, and comparisons.
    test: /(\/node_modules\/(@codemirror\/(?!autocomplete|commands|lint|merge|search)|@lezer|@marijn|style-mod|crelt)|\/src\/editor\/(?!assist|format|FormatButton|full|keys)).*\.[jt]sx?$/,
  },
  {
    name: "reading",
    test: /\/node_modules\/marked\/|\/src\/(text|values)\/(?!mark|katex|.*\.css)|\/src\/((loaded|loading|pause)\.tsx?|figures\/PlacedFigure\.tsx|pages\/problem\/(Statement\.tsx|statement\.css|(ago|sync)\.ts)|notes\/notes\.css|components\/(Confirm|FailurePage|Hints|LogInNotice|Split|Tabs|UsedFunctions)\.tsx)$/,
  },
  {
    // Of home, courses, labs and questions.
    name: "learning",
    test: /\/src\/(api\/learn\.ts|components\/(DoneMark|NamedRow|OwnMark|ProgressBar)\.tsx|pages\/(sheet\.css|course\/(course\.css|hours\.ts))|drafts\/(PlaceNotice\.tsx|(answered|sheet)\.ts))$/,
  },
];

export default defineConfig({
  plugins: [
    slimFonts(),
    slimKatex(),
    katexWoff2Only(),
    markedLexerOnly(),
    pythonWithoutCompletion(),
    firstScript(),
    fetchedParts(),
    editorOfAuthors(),
  ],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    cssTarget: ["chrome123", "firefox121", "safari17.5"],
    // The content security policy allows nothing but files of our own: no data: URLs.
    assetsInlineLimit: 0,
    manifest: true,
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      input: ["index.html", "src/first.ts"],
      output: { codeSplitting: { groups: SHARED } },
    },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8000" } },
});
