import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";

import { Icon } from "../../components/Icon";
import { LogInNotice } from "../../components/LogInNotice";
import { UsedFunctions } from "../../components/UsedFunctions";
import type { EditorHandle } from "../../editor/Editor";
import { lazyPart } from "../../lazy";
import { useRouter } from "../../router";
import { Code } from "../../text/Code";
import { Markdown } from "../../text/Markdown";
import { Drawings } from "../../values/Drawings";
import { ValueView } from "../../values/ValueView";
import type { Notebook, Output } from "./useNotebook";

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
  const [anew, setAnew] = useState(0);
  const editor = useRef<EditorHandle>(null);
  const code = notebook.codes[position]!;
  const changed = code !== notebook.originals[position];
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
            key={anew}
            initial={code}
            label={`Code of cell ${number}`}
            handle={editor}
            onChange={(text) => notebook.change(position, text)}
          />
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
        {editing && (
          <button
            type="button"
            class="text-button"
            aria-keyshortcuts="Shift+Alt+F"
            title="Shift Alt F"
            onClick={() => editor.current?.format()}
          >
            Format
          </button>
        )}
        {changed && (
          <button
            type="button"
            class="text-button"
            onClick={() => {
              notebook.change(position, notebook.originals[position]!);
              setAnew((n) => n + 1);
            }}
          >
            <Icon name="reset" /> As it was
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
