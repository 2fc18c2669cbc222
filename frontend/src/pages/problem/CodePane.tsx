import type { JSX, RefObject } from "preact";
import { useState } from "preact/hooks";

import type { Mode, Problem } from "../../api/types";
import { Icon } from "../../components/Icon";
import { Editor, type Cursor, type EditorHandle } from "../../editor/Editor";
import { FormatButton } from "../../editor/FormatButton";
import { usePreferences } from "../../editor/preferences";
import { lazyPart } from "../../lazy";
import type { Draft } from "./draft";
import { MODIFIER } from "./keys";

const VimEditor = lazyPart(() =>
  import("../../editor/full/VimEditor").then((module) => module.VimEditor),
);

const AsideDialog = lazyPart(() => import("./AsideDialog").then((module) => module.AsideDialog));

interface CodePaneProps {
  /** Of the element, for links to it. */
  id?: string;
  problem: Problem;
  draft: Draft;
  editor: RefObject<EditorHandle | null>;
  busy: boolean;
  onStarter(): void;
  onConflict(): void;
  /** The reader asks for the settings of the editor. */
  onDialog?(): void;
  onSend(mode: Mode): void;
}

/** The editor with its buttons. */
export function CodePane(props: CodePaneProps): JSX.Element {
  const { id = "your-code", problem, draft, editor, busy } = props;
  const { onStarter, onConflict, onDialog, onSend } = props;
  const [{ vim }] = usePreferences();
  const Code = vim ? VimEditor : Editor;
  const [choosing, setChoosing] = useState(false);
  const one = draft.aside.length === 1 ? draft.aside[0] : undefined;
  const [cursor, setCursor] = useState<Cursor>({ line: 1, column: 1 });
  return (
    <section class="coding" id={id} aria-label={`Your code for ${problem.title}`}>
      <div class="toolbar">
        <span class="toolbar__file">
          solution<span>.py</span>
        </span>
        <span class="toolbar__end">
          {draft.theirs !== null && (
            <button type="button" class="text-button text-button--warn" onClick={onConflict}>
              Changed elsewhere: choose
            </button>
          )}
          {draft.aside.length > 0 && (
            <button
              type="button"
              class="text-button"
              onClick={() => (one === undefined ? setChoosing(true) : draft.takeBack(one.code))}
            >
              Back to my draft{one === undefined && `s (${draft.aside.length})`}
            </button>
          )}
          <FormatButton editor={editor} />
          <button type="button" class="text-button" onClick={onStarter}>
            <Icon name="reset" /> Back to starter
          </button>
          {onDialog && (
            <button type="button" class="text-button" onClick={onDialog}>
              Settings
            </button>
          )}
        </span>
      </div>
      {choosing && <AsideDialog draft={draft} onClose={() => setChoosing(false)} />}
      <Code
        initial={draft.code}
        label={`Python code for ${problem.title}`}
        handle={editor}
        onChange={draft.change}
        onCursor={setCursor}
      />
      <div class="actions">
        <p class="actions__status">
          <span>
            Ln {cursor.line}, Col {cursor.column}
          </span>
          <span class="actions__saved">{whereKept(draft)}</span>
          <span class="actions__escape">
            <kbd>Esc</kbd> <kbd>Tab</kbd> leaves the editor
          </span>
        </p>
        <button
          type="button"
          class="button"
          aria-disabled={busy}
          aria-keyshortcuts="Control+Enter Meta+Enter"
          onClick={() => onSend("run")}
        >
          <Icon name="play" /> Run <kbd aria-hidden="true">{MODIFIER} ↵</kbd>
        </button>
        <button
          type="button"
          class="button button--primary"
          aria-disabled={busy}
          aria-keyshortcuts="Control+Shift+Enter Meta+Shift+Enter"
          onClick={() => onSend("submit")}
        >
          Submit <kbd aria-hidden="true">{MODIFIER} ⇧ ↵</kbd>
        </button>
      </div>
    </section>
  );
}

/** Where the newest change is, in words. */
function whereKept({ kept, sync }: Draft): string {
  if (sync === "saved") return "saved";
  if (sync === "saving") return "saving…";
  if (!kept) return "not kept: this browser's storage is full";
  if (sync === "away") return "server not reached: kept in this browser, sent later";
  return "kept in this browser";
}
