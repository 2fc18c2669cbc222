import { pythonLanguage } from "@codemirror/lang-python";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { JSX, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { usePreferences } from "./preferences";
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
  /** Lay the code out, where it is Python; what comes of it stands below the code. */
  format(): void;
  focus(): void;
}

export interface EditorProps {
  initial: string;
  label: string;
  handle: RefObject<EditorHandle | null>;
  /** The language and what goes with it, read once; Python unless told. */
  language?: Extension;
  /** Whether it helps with Python and NumPy; it does unless a language is named. */
  assisted?: boolean;
  /** Whether it takes the focus once it is there: who has asked for it goes on to write. */
  focused?: boolean;
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
  const { assisted = props.language === undefined } = props;
  const [{ size, wrap }] = usePreferences();
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
          keys.of(loadedKeys?.editorKeys(assisted) ?? []),
          help.of([]),
          wrapping.of(wrap ? EditorView.lineWrapping : []),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) listeners.current.onChange(update.state.doc.toString());
            if (update.docChanged || update.selectionSet) report(update.state);
          }),
        ],
      }),
    });
    const note = document.createElement("p");
    note.id = "editor-help";
    note.hidden = true;
    note.textContent = "Tab indents. Press Escape and then Tab to leave the editor.";
    root.append(note);
    if (!loadedKeys) void addKeys(view, assisted);
    if (assisted) whenUsed(view, () => void assist(view));

    const report = (state: EditorState) => {
      const at = state.selection.main.head;
      const line = state.doc.lineAt(at);
      listeners.current.onCursor?.({ line: line.number, column: at - line.from + 1 });
    };

    handle.current = handleOf(view);
    if (props.focused) view.focus();
    return () => {
      handle.current = null;
      note.remove();
      view.destroy();
    };
    // The editor owns its text: a new `initial` is a new editor, by its key.
  }, []);

  // The editor is made with them; what would change nothing is not measured again.
  const shown = useRef({ size: null as number | null, wrap });
  useEffect(() => {
    if (shown.current.size === size && shown.current.wrap === wrap) return;
    shown.current = { size, wrap };
    if (size === null) host.current!.style.removeProperty("--text-code");
    else host.current!.style.setProperty("--text-code", `${size}px`);
    const effects = wrapping.reconfigure(wrap ? EditorView.lineWrapping : []);
    handle.current?.view.dispatch({ effects });
    handle.current?.view.requestMeasure();
  }, [size, wrap]);

  return <div ref={host} class="editor" />;
}

const help = new Compartment();
const keys = new Compartment();
const wrapping = new Compartment();

// Asked for with the editor and not part of it: the page is read, and code written, without them.
let loadedKeys: typeof import("./keys") | null = null;
const loadKeys = () => import("./keys").then((module) => (loadedKeys = module));
loadKeys().catch(() => {});

/** Give an editor its keys where it was there before them. */
async function addKeys(view: EditorView, python: boolean): Promise<void> {
  const loaded = await coming(loadKeys);
  if (view.dom.isConnected) {
    view.dispatch({ effects: keys.reconfigure(loaded.editorKeys(python)) });
  }
}

/** What `load` fetches: asked for again, where it does not come, when the connection is back. */
async function coming<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch {
      await new Promise((then) => addEventListener("online", then, { once: true }));
    }
  }
}

/** Call `act` once, when the editor first has the focus. */
function whenUsed(view: EditorView, act: () => void): void {
  if (view.hasFocus) act();
  else view.contentDOM.addEventListener("focus", act, { once: true });
}

/** Fetch what helps with writing; without it the editor only does less. */
async function assist(view: EditorView): Promise<void> {
  const { pythonAssist } = await coming(() => import("./assist/python"));
  if (view.dom.isConnected) view.dispatch({ effects: help.reconfigure(pythonAssist()) });
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
    format: () => void loadKeys().then(({ formatCode }) => formatCode(view)).catch(() => {}),
    focus: () => view.focus(),
  };
}
