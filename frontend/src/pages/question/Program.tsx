import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import { Editor, type EditorHandle } from "../../editor/Editor";
import type { AnswerProps } from "./AnswerInput";

/** A whole program to write; Ctrl+Enter checks it. */
export function Program({ part, value, onChange, onCheck }: AnswerProps): JSX.Element {
  const handle = useRef<EditorHandle>(null);
  return (
    <div
      class="program"
      onKeyDownCapture={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        event.stopPropagation();
        onCheck();
      }}
    >
      <Editor
        initial={typeof value === "string" ? value : part.code!}
        label="Python code"
        handle={handle}
        onChange={onChange}
      />
    </div>
  );
}
