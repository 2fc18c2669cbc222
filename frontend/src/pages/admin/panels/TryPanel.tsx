import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { tryCode } from "../../../api/admin";
import type { Trial } from "../../../api/types";
import { describe } from "../../../api/words";
import { Icon } from "../../../components/Icon";
import { Notice } from "../../../components/Notice";
import { Editor, type EditorHandle } from "../../../editor/Editor";
import { keep, recall } from "../../../storage";
import { codesIn } from "../source/codes";
import { TrialView } from "./TrialView";

interface TryPanelProps {
  id: string;
  /** The draft. */
  source: string;
}

/** Code judged against the draft, as a candidate's would be; nothing is stored. */
export function TryPanel({ id, source }: TryPanelProps): JSX.Element {
  const key = `author-try.${id}`;
  const editor = useRef<EditorHandle>(null);
  const running = useRef<AbortController | null>(null);
  const codes = useMemo(() => codesIn(source), [source]);
  const [initial] = useState(() => recall(key) ?? codes[0]?.code ?? "");
  const [busy, setBusy] = useState(false);
  const [trial, setTrial] = useState<Trial | null>(null);
  const [failure, setFailure] = useState<unknown>(null);

  useEffect(() => () => running.current?.abort(), []);

  const judge = async () => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setBusy(true);
    setFailure(null);
    try {
      setTrial(await tryCode(source, editor.current!.text(), controller.signal));
    } catch (error) {
      if (!controller.signal.aborted) setFailure(error);
    } finally {
      if (running.current === controller) setBusy(false);
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    if (!busy) void judge();
  };

  return (
    <div class="try" onKeyDownCapture={onKeyDown}>
      <div class="try__head">
        <label class="try__fill">
          <span class="visually-hidden">Fill in code of the source</span>
          <select
            value=""
            onChange={(event) => {
              const chosen = codes[Number(event.currentTarget.value)];
              event.currentTarget.value = "";
              if (chosen) editor.current?.replace(chosen.code);
            }}
          >
            <option value="">Fill in…</option>
            {codes.map(({ name }, i) => (
              <option key={name} value={String(i)}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {busy && (
          <button type="button" class="button button--small" onClick={() => running.current?.abort()}>
            Stop
          </button>
        )}
        <button
          type="button"
          class="button button--small button--primary"
          aria-disabled={busy}
          aria-keyshortcuts="Control+Enter Meta+Enter"
          onClick={() => !busy && void judge()}
        >
          <Icon name="play" /> Judge against the draft
        </button>
      </div>
      <Editor
        initial={initial}
        label="Python code to try"
        handle={editor}
        onChange={(code) => keep(key, code)}
      />
      <div class="try__result" role="status">
        {busy ? (
          <div class="waiting">
            <p>Making the draft's tests and judging the code on them…</p>
            <progress aria-label="Judging" />
          </div>
        ) : failure !== null ? (
          <Notice tone="bad" title="Not judged">
            <p>{describe(failure)}</p>
          </Notice>
        ) : trial !== null ? (
          <TrialView trial={trial} onJump={(line) => editor.current?.jumpTo(line)} />
        ) : (
          <p class="quiet">
            The code is judged on the tests of the draft, hidden ones too, and they are shown in
            full. It counts for nobody.
          </p>
        )}
      </div>
    </div>
  );
}
