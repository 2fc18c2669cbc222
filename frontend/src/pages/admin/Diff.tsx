import { yamlLanguage } from "@codemirror/lang-yaml";
import { syntaxHighlighting } from "@codemirror/language";
import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { editorTheme } from "../../editor/theme";
import { hangingIndent } from "./source/indent";
import { sourceTheme } from "./source/language";

interface DiffProps {
  before: string;
  after: string;
  label: string;
  /** Beside each other; otherwise one text with what went and what came. */
  columns?: boolean;
}

/** Two texts and what differs, unchanged parts folded away. It only shows; see `Editor`. */
export function Diff({ before, after, label, columns = false }: DiffProps): JSX.Element {
  const host = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const root = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: "open" });
    const collapseUnchanged = { margin: 3, minSize: 6 };
    if (columns) {
      const extensions = shared(label);
      const view = new MergeView({
        a: { doc: before, extensions },
        b: { doc: after, extensions },
        parent: root,
        root,
        collapseUnchanged,
      });
      return () => view.destroy();
    }
    const view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: after,
        extensions: [
          shared(label),
          unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged }),
        ],
      }),
    });
    return () => view.destroy();
  }, [before, after, columns]);

  return <div ref={host} class="diff" />;
}

function shared(label: string): Extension {
  return [
    lineNumbers(),
    yamlLanguage,
    syntaxHighlighting(classHighlighter),
    EditorState.readOnly.of(true),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({
      "aria-label": label,
      "aria-readonly": "true",
      tabindex: "0",
    }),
    editorTheme,
    sourceTheme,
    hangingIndent,
    diffTheme,
  ];
}

const diffTheme = EditorView.theme({
  ".cm-changedLine, .cm-inlineChangedLine": { backgroundColor: "var(--good-soft) !important" },
  ".cm-deletedChunk, &.cm-merge-a .cm-changedLine": {
    backgroundColor: "var(--bad-soft) !important",
  },
  ".cm-changedText, .cm-deletedText, .cm-deletedChunk .cm-deletedText": {
    background: "none",
    textDecoration: "underline 1px",
    textUnderlineOffset: "3px",
  },
  ".cm-deletedLine, .cm-deletedChunk del": { textDecoration: "none" },
  ".cm-changeGutter": { width: "3px" },
  ".cm-changedLineGutter": { background: "var(--good)" },
  ".cm-deletedLineGutter": { background: "var(--bad)" },
  ".cm-deletedChunk": { paddingLeft: "10px" },
  ".cm-collapsedLines::before, .cm-collapsedLines::after": { content: "none !important" },
  ".cm-collapsedLines": {
    padding: "4px 12px",
    background: "var(--surface-2)",
    color: "var(--ink-soft)",
    fontFamily: "var(--sans)",
    fontSize: "var(--text-s)",
  },
});
