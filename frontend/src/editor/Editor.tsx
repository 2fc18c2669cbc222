import { pythonLanguage } from "@codemirror/lang-python";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { JSX, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { editorExtensions, markErrorLine } from "./setup";
import "./editor.css";

export interface Cursor {
  line: number;
  column: number;
}

/** What the page may ask of the editor. */
export interface EditorHandle {
  readonly view: EditorView;
  text(): string;
  /** Put other code in; the reader can undo it. */
  replace(code: string): void;
  /** Mark a line (1-based) as faulty without moving the cursor; null takes the mark away. */
  markLine(line: number | null): void;
  /** Mark a line, put the cursor on it and give the editor the focus. */
  jumpTo(line: number): void;
  focus(): void;
}

interface EditorProps {
  initial: string;
  label: string;
  handle: RefObject<EditorHandle | null>;
  /** The language and what goes with it, read once; Python unless told. */
  language?: Extension;
  onChange(code: string): void;
  onCursor?(cursor: Cursor): void;
}

/**
 * A code editor.
 *
 * It lives in a shadow root: there CodeMirror adds its rules as a constructed style sheet, which a
 * content security policy without inline styles allows; in the document it would add a `<style>`.
 */
export function Editor(props: EditorProps): JSX.Element {
  const { initial, label, handle, language = pythonLanguage, onChange, onCursor } = props;
  const host = useRef<HTMLDivElement>(null);
  const listeners = useRef({ onChange, onCursor });
  listeners.current = { onChange, onCursor };

  useEffect(() => {
    const root = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: "open" });
    const view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: initial,
        extensions: [
          language,
          editorExtensions(label),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) listeners.current.onChange(update.state.doc.toString());
            if (update.docChanged || update.selectionSet) report(update.state);
          }),
        ],
      }),
    });
    const help = document.createElement("p");
    help.id = "editor-help";
    help.hidden = true;
    help.textContent = "Tab indents. Press Escape and then Tab to leave the editor.";
    root.append(help);

    const report = (state: EditorState) => {
      const at = state.selection.main.head;
      const line = state.doc.lineAt(at);
      listeners.current.onCursor?.({ line: line.number, column: at - line.from + 1 });
    };

    handle.current = handleOf(view);
    return () => {
      handle.current = null;
      help.remove();
      view.destroy();
    };
    // The editor owns its text: a new `initial` is a new editor, by its key.
  }, []);

  return <div ref={host} class="editor" />;
}

function handleOf(view: EditorView): EditorHandle {
  return {
    view,
    text: () => view.state.doc.toString(),
    replace: (code) =>
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: code },
        selection: { anchor: 0 },
        scrollIntoView: true,
        userEvent: "input.replace",
      }),
    markLine: (line) => view.dispatch({ effects: markErrorLine.of(line) }),
    jumpTo: (line) => {
      const place = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
      const indent = /^\s*/.exec(place.text)![0].length;
      view.dispatch({
        selection: { anchor: place.from + indent },
        effects: [
          markErrorLine.of(place.number),
          EditorView.scrollIntoView(place.from, { y: "center" }),
        ],
      });
      view.focus();
    },
    focus: () => view.focus(),
  };
}
