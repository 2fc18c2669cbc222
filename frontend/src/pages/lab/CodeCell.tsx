import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { Icon } from "../../components/Icon";
import { LogInNotice } from "../../components/LogInNotice";
import { UsedFunctions } from "../../components/UsedFunctions";
import type { EditorHandle } from "../../editor/Editor";
import { FormatButton } from "../../editor/FormatButton";
import { lazyPart } from "../../lazy";
import { useRouter } from "../../router";
import { Code } from "../../text/Code";
import { Markdown } from "../../text/Markdown";
import { Drawings } from "../../values/Drawings";
import { ValueView } from "../../values/ValueView";
import { PrintedCode } from "./PrintedCode";
import { placeOf, type Notebook, type Output } from "./useNotebook";

const DraftConflict = lazyPart(() =>
  import("../problem/DraftConflict").then((module) => module.DraftConflict),
);
const AsideDialog = lazyPart(() =>
  import("../problem/AsideDialog").then((module) => module.AsideDialog),
);
const Editor = lazyPart(() => import("../../editor/Editor").then((module) => module.Editor));

interface CodeCellProps {
  /** As the notebook counts all cells. */
  number: number;
  about: string;
  notebook: Notebook;
  /** Among the cells that are run together. */
  position: number;
}

/** Code to run, to look into and to change. */
export function CodeCell({ number, about, notebook, position }: CodeCellProps): JSX.Element {
  const { path } = useRouter();
  const [editing, setEditing] = useState(false);
  const [choosing, setChoosing] = useState<"conflict" | "aside" | null>(null);
  const editor = useRef<EditorHandle>(null);
  const code = notebook.codes[position]!;
  const original = notebook.originals[position]!;
  const changed = code !== original;
  const { sheet } = notebook;
  const place = placeOf(position);
  const theirs = sheet.theirs(place);
  const aside = sheet.aside(place);
  const turns = sheet.turns(place);
  useEffect(() => {
    // Changed by another tab, or by a choice between two: the editor is given it.
    if (editor.current && editor.current.text() !== code) editor.current.replace(code);
  }, [turns]);
  const running = notebook.running === position;
  const output = notebook.outputs[position];
  const names = notebook.names?.position === position ? notebook.names.names : [];
  return (
    <div class="cell" role="group" aria-label={`Cell ${number}: code`}>
      <p class="cell__number" aria-hidden="true">
        [{number}]
      </p>
      {about && (
        <div class="cell__about">
          <Markdown source={about} inline />
        </div>
      )}
      {editing ? (
        <div
          class="cell__editor"
          onKeyDownCapture={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey || event.shiftKey)) return;
            event.preventDefault();
            event.stopPropagation();
            void notebook.run(position);
          }}
        >
          <Editor
            initial={code}
            label={`Code of cell ${number}`}
            handle={editor}
            focused
            onChange={(text) => notebook.change(position, text)}
          />
          <PrintedCode read={() => code} />
        </div>
      ) : (
        <Code text={code} language="python" />
      )}
      <p class="cell__actions">
        <button
          type="button"
          class="button button--small"
          aria-disabled={notebook.running !== null}
          onClick={() => void notebook.run(position)}
        >
          <Icon name="play" /> Run
        </button>
        <button type="button" class="text-button" onClick={() => setEditing(!editing)}>
          {editing ? "Close the editor" : "Edit"}
        </button>
        {editing && <FormatButton editor={editor} />}
        {changed && (
          <button
            type="button"
            class="text-button"
            onClick={() => {
              sheet.keepAside(place, code);
              notebook.change(position, original);
              editor.current?.replace(original);
            }}
          >
            <Icon name="reset" /> As it was
          </button>
        )}
        {theirs !== null && (
          <button
            type="button"
            class="text-button text-button--bad"
            onClick={() => setChoosing("conflict")}
          >
            Changed elsewhere: choose
          </button>
        )}
        {aside.length > 0 && (
          <button type="button" class="text-button" onClick={() => setChoosing("aside")}>
            What was here before ({aside.length})
          </button>
        )}
      </p>
      {notebook.needsLogIn === position && (
        <LogInNotice title="Log in to run code" next={path}>
          What you have changed stays in this browser.
        </LogInNotice>
      )}
      <div role="status" aria-live="polite">
        {running && (
          <p class="quiet cell__wait">
            {position === 0 ? "Running…" : "Running the cells up to here…"}
          </p>
        )}
        {notebook.trouble?.position === position && (
          <p class="cell__trouble">{notebook.trouble.words}</p>
        )}
        {output && !running && <OutputView output={output} />}
      </div>
      {choosing === "conflict" && theirs !== null && (
        <DraftConflict
          mine={code}
          theirs={{ code: theirs.text ?? original, saved_at: theirs.saved_at }}
          onChoose={(whose) => sheet.choose(place, whose)}
          onClose={() => setChoosing(null)}
        />
      )}
      {choosing === "aside" && (
        <AsideDialog
          draft={{
            aside,
            code,
            forget: (text) => sheet.forget(place, text),
            takeBack: (text) => sheet.takeBack(place, text),
          }}
          onClose={() => setChoosing(null)}
        />
      )}
      {names.length > 0 && <Names names={names} />}
      {notebook.used?.position === position && <UsedFunctions used={notebook.used.used} />}
    </div>
  );
}

function OutputView({ output }: { output: Output }): JSX.Element {
  const { stdout, figures, value, error, ending } = output;
  const silent = !stdout && !value && !error && !ending && figures.length === 0;
  return (
    <div class="cell__output">
      {stdout && <Printed text={stdout} />}
      <Drawings figures={figures} />
      {value && <ValueView value={value} />}
      {error && <Printed text={error.traceback} bad />}
      {ending && <p class="cell__trouble">{ending}</p>}
      {silent && <p class="quiet">It ran, and printed nothing.</p>}
    </div>
  );
}

function Printed({ text, bad = false }: { text: string; bad?: boolean }): JSX.Element {
  return (
    <pre class={bad ? "code code--bad" : "code"} tabIndex={0}>
      <code>{text}</code>
    </pre>
  );
}

/** What is defined after a cell, to look into. */
function Names({ names }: { names: { name: string; kind: string; text: string }[] }): JSX.Element {
  return (
    <details class="names">
      <summary>{names.length === 1 ? "1 name is defined" : `${names.length} names are defined`}</summary>
      <div class="scroll-x" tabIndex={0} role="region" aria-label="Names defined">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">What it is</th>
              <th scope="col">Value</th>
            </tr>
          </thead>
          <tbody>
            {names.map(({ name, kind, text }) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td>{kind}</td>
                <td>
                  <pre class="names__value">{text}</pre>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
