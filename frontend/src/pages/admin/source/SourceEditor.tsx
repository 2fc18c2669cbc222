import { setDiagnostics, type Diagnostic } from "@codemirror/lint";
import type { EditorState } from "@codemirror/state";
import type { JSX, RefObject } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";

import { getSchema } from "../../../api/admin";
import type { Issue } from "../../../api/types";
import { brackets } from "../../../editor/assist/brackets";
import { Editor, type Cursor, type EditorHandle } from "../../../editor/Editor";
import { schemaAssist, type Knowledge } from "./assist";
import { problemSource, setReadOnly } from "./language";
import type { Schema } from "./schema";

interface SourceEditorProps {
  initial: string;
  label: string;
  handle: RefObject<EditorHandle | null>;
  readOnly: boolean;
  issues: readonly Issue[];
  /** The ids of all problems, offered where one is named. */
  problems: readonly string[];
  onChange(text: string): void;
  onCursor(cursor: Cursor): void;
}

/** The YAML editor: completion and words by the schema, issues at their lines. */
export function SourceEditor(props: SourceEditorProps): JSX.Element {
  const { initial, label, handle, readOnly, issues, problems, onChange, onCursor } = props;
  const knowledge = useRef<Knowledge>({ schema: null, problems });
  knowledge.current.problems = problems;

  useEffect(() => {
    // Without the schema the editor only offers less; the server checks all the same.
    getSchema().then(
      (schema) => {
        knowledge.current.schema = schema as Schema;
      },
      () => {},
    );
  }, []);

  useEffect(() => {
    const view = handle.current?.view;
    if (view) view.dispatch(setDiagnostics(view.state, diagnostics(view.state, issues)));
  }, [issues]);

  useEffect(() => {
    const view = handle.current?.view;
    if (view) setReadOnly(view, readOnly);
  }, [readOnly]);

  const language = useMemo(
    () => [problemSource(), brackets(), schemaAssist(() => knowledge.current)],
    [],
  );
  return (
    <Editor
      initial={initial}
      label={label}
      handle={handle}
      language={language}
      onChange={onChange}
      onCursor={onCursor}
    />
  );
}

function diagnostics(state: EditorState, issues: readonly Issue[]): Diagnostic[] {
  return issues.map(({ line, message, severity = "error" }) => {
    const place = state.doc.line(Math.max(1, Math.min(line, state.doc.lines)));
    const indent = /^\s*/.exec(place.text)![0].length;
    return { from: Math.min(place.from + indent, place.to), to: place.to, severity, message };
  });
}
