import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";

import { restore, withdraw } from "../../api/admin";
import type { AdminProblem } from "../../api/types";
import { describe } from "../../api/words";
import { Confirm, type Question } from "../../components/Confirm";
import { Icon } from "../../components/Icon";
import { Menu } from "../../components/Menu";
import { download, readTextFile } from "./files";
import { kindOf } from "./source/identity";
import type { Publishing } from "./usePublishing";

const MODIFIER = /Mac|iP(hone|ad)/.test(navigator.platform) ? "⌘" : "Ctrl";

interface AuthorBarProps {
  id: string;
  item: AdminProblem | null;
  version: number | null;
  base: number | null;
  /** Whether the draft differs from the published text. */
  changed: boolean;
  text: string;
  checking: boolean;
  publishing: Publishing;
  onCheck(): void;
  onReplace(text: string): void;
  onBackToPublished: (() => void) | null;
  onChanged(next: Partial<AdminProblem>): void;
  onHelp(): void;
}

/** What the problem is, in which state, and what can be done with it. */
export function AuthorBar(props: AuthorBarProps): JSX.Element {
  const { id, item, version, base, changed, text, checking, publishing } = props;
  const [question, setQuestion] = useState<Question | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const withdrawn = item?.withdrawn ?? false;
  const solvable = kindOf(text) === "problem";

  const toggleWithdrawn = async () => {
    try {
      await (withdrawn ? restore(id) : withdraw(id));
      props.onChanged({ withdrawn: !withdrawn });
      publishing.tell({
        tone: "good",
        title: withdrawn ? "Back in the catalogue" : "Withdrawn",
        text: withdrawn
          ? "Candidates can find and solve it again."
          : "It is out of the catalogue. Attempts and versions are kept.",
        live: withdrawn,
      });
    } catch (error) {
      const title = withdrawn ? "Not restored" : "Not withdrawn";
      publishing.tell({ tone: "bad", title, text: describe(error), live: false });
    }
  };

  const upload = async (chosen: File) => {
    try {
      props.onReplace(await readTextFile(chosen));
    } catch (error) {
      const words = { title: "Not uploaded", text: (error as Error).message };
      publishing.tell({ tone: "bad", ...words, live: false });
    }
  };

  const { said } = publishing;
  return (
    <header class="bar">
      <div class="bar__name">
        <a class="back" href="/admin">
          <Icon name="back" /> All sources
        </a>
        <h1>
          {item?.number != null && <span class="bar__number">{item.number}</span>}{" "}
          {item?.title ?? id}
        </h1>
        <p class="bar__state">
          {version === null ? (
            <span class="state">not published</span>
          ) : (
            <span class="state state--good">version {version}</span>
          )}
          {changed && version !== null && <span class="state state--info">draft differs</span>}
          {withdrawn && <span class="state state--bad">withdrawn</span>}
          {item?.differs_from_file && (
            <span class="state state--warn" title="`nabla export` writes it back to the file">
              differs from its file
            </span>
          )}
          {base !== null && version !== null && base < version && changed && (
            <span class="state state--warn">begun from version {base}</span>
          )}
        </p>
      </div>
      <div class="bar__actions">
        <button
          type="button"
          class="button"
          aria-disabled={checking}
          aria-keyshortcuts="Control+S Meta+S"
          onClick={props.onCheck}
        >
          {checking ? "Checking…" : "Check"} <kbd aria-hidden="true">{MODIFIER} S</kbd>
        </button>
        <button
          type="button"
          class="button button--primary"
          aria-disabled={publishing.busy}
          aria-keyshortcuts="Control+Shift+Enter Meta+Shift+Enter"
          onClick={publishing.ask}
        >
          {publishing.busy ? "Publishing…" : "Publish"}{" "}
          <kbd aria-hidden="true">{MODIFIER} ⇧ ↵</kbd>
        </button>
        <Menu label="More">
          {version !== null && !withdrawn && solvable && (
            <a href={`/problems/${encodeURIComponent(id)}`}>See it as a candidate</a>
          )}
          <button type="button" onClick={() => download(`${id}.yaml`, text)}>
            Download the YAML
          </button>
          <button type="button" onClick={() => file.current!.click()}>
            Upload YAML in its place
          </button>
          {props.onBackToPublished !== null && changed && (
            <button type="button" onClick={props.onBackToPublished}>
              Back to the published text
            </button>
          )}
          {version !== null && (
            <button
              type="button"
              onClick={() => setQuestion({ ...withdrawWords(id, withdrawn), onYes: toggleWithdrawn })}
            >
              {withdrawn ? "Restore to the catalogue" : "Withdraw from the catalogue"}
            </button>
          )}
          <button type="button" onClick={props.onHelp}>
            Keyboard <kbd>?</kbd>
          </button>
        </Menu>
        <input
          ref={file}
          type="file"
          hidden
          accept=".yaml,.yml,application/yaml,text/yaml"
          aria-label="YAML file"
          onChange={(event) => {
            const chosen = event.currentTarget.files?.[0];
            if (chosen) void upload(chosen);
            event.currentTarget.value = "";
          }}
        />
      </div>
      <div class="bar__said" role="status">
        {publishing.busy && (
          <p class="bar__wait">
            Proving the problem before it goes live: its tests, the solution and every wrong
            solution are run. You can go on writing.
            <progress aria-label="Publishing" />
          </p>
        )}
        {said !== null && (
          <p class={`bar__words bar__words--${said.tone}`}>
            <strong>{said.title}.</strong> {said.text}{" "}
            {said.live && solvable && <a href={`/problems/${encodeURIComponent(id)}`}>See it</a>}
            <button
              type="button"
              class="text-button"
              aria-label="Dismiss"
              onClick={() => publishing.tell(null)}
            >
              <Icon name="cross" />
            </button>
          </p>
        )}
      </div>
      <Confirm question={publishing.question} onClose={publishing.closeQuestion} />
      <Confirm question={question} onClose={() => setQuestion(null)} />
    </header>
  );
}

function withdrawWords(id: string, withdrawn: boolean): Omit<Question, "onYes"> {
  return withdrawn
    ? {
        title: `Restore “${id}”?`,
        text: "It will be in the catalogue again, in its current version.",
        action: "Restore",
      }
    : {
        title: `Withdraw “${id}”?`,
        text:
          "It leaves the catalogue at once, and whoever is solving it is told so. Versions, " +
          "attempts and code are kept; you can restore it at any time.",
        action: "Withdraw",
      };
}
