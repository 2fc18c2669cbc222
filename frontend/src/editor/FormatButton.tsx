import type { JSX, RefObject } from "preact";

import type { EditorHandle } from "./Editor";

/** Formats what is in an editor, as its key does. */
export function FormatButton({ editor }: { editor: RefObject<EditorHandle | null> }): JSX.Element {
  return (
    <button
      type="button"
      class="text-button"
      aria-keyshortcuts="Shift+Alt+F"
      title="Shift Alt F"
      onClick={() => editor.current?.format()}
    >
      Format
    </button>
  );
}
