import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { getSource } from "../../../api/admin";
import type { Version } from "../../../api/types";
import { describe } from "../../../api/words";
import { Confirm, type Question } from "../../../components/Confirm";
import { Notice } from "../../../components/Notice";
import { useSession } from "../../../session";
import { Diff } from "../Diff";
import { ago } from "../../problem/ago";
import { Acts } from "./Acts";
import "./versions.css";

const DRAFT = "draft";

interface VersionsPanelProps {
  id: string;
  versions: readonly Version[];
  draft: string;
  /** Put an older text into the editor. */
  onRestore(text: string): void;
}

/** Every version that was published, and what differs between any two, or from the draft. */
export function VersionsPanel({ id, versions, draft, onRestore }: VersionsPanelProps): JSX.Element {
  const { user } = useSession();
  const current = versions.find((version) => version.current) ?? versions[0];
  const [from, setFrom] = useState(String(current?.version ?? DRAFT));
  const [to, setTo] = useState(DRAFT);
  const [question, setQuestion] = useState<Question | null>(null);
  const [trouble, setTrouble] = useState<unknown>(null);
  const before = useText(id, from, draft);
  const after = useText(id, to, draft);

  if (versions.length === 0) {
    return <p class="quiet">There is no version yet. Publishing makes the first one.</p>;
  }

  const restore = async (version: number) => {
    setTrouble(null);
    try {
      const text = await getSource(id, version);
      setQuestion({
        title: `Put version ${version} into the editor?`,
        text: "Your draft is put aside; “Back to the text before” brings it back. Publish to make it current.",
        action: "Put it in",
        onYes: () => onRestore(text),
      });
    } catch (error) {
      setTrouble(error);
    }
  };

  const options = [
    <option key={DRAFT} value={DRAFT}>
      the draft
    </option>,
    ...versions.map(({ version, current: now }) => (
      <option key={version} value={String(version)}>
        version {version}
        {now ? " (current)" : ""}
      </option>
    )),
  ];
  return (
    <div class="versions">
      {trouble !== null && (
        <Notice tone="bad" title="That version did not load">
          <p>{describe(trouble)}</p>
        </Notice>
      )}
      <ol class="versions__list" aria-label="Versions, newest first">
        {versions.map((version) => (
          <li key={version.version} class="version">
            <span class="version__number">
              Version {version.version}
              {version.current && <span class="state state--good">current</span>}
            </span>
            <span class="version__by">
              <time dateTime={version.created_at} title={new Date(version.created_at).toLocaleString()}>
                {ago(version.created_at)}
              </time>
              {version.created_by ? ` by ${version.created_by}` : " from the problems folder"}
              {version.note ? `: ${version.note}` : ""}
            </span>
            <span class="version__actions">
              <button
                type="button"
                class="text-button"
                onClick={() => {
                  setFrom(String(version.version));
                  setTo(DRAFT);
                }}
              >
                Compare<span class="visually-hidden"> version {version.version} with the draft</span>
              </button>
              <button type="button" class="text-button" onClick={() => void restore(version.version)}>
                Restore<span class="visually-hidden"> version {version.version} into the editor</span>
              </button>
            </span>
          </li>
        ))}
      </ol>
      {user?.role === "admin" && <Acts id={id} version={current!.version} />}
      <div class="versions__choice">
        <label>
          <span>From</span>
          <select aria-label="From" value={from} onChange={(event) => setFrom(event.currentTarget.value)}>
            {options}
          </select>
        </label>
        <label>
          <span>to</span>
          <select aria-label="To" value={to} onChange={(event) => setTo(event.currentTarget.value)}>
            {options}
          </select>
        </label>
      </div>
      {before.failure !== null || after.failure !== null ? (
        <Notice tone="bad" title="The texts did not load">
          <p>{describe(before.failure ?? after.failure)}</p>
        </Notice>
      ) : before.text === null || after.text === null ? (
        <p class="loading">Reading both texts…</p>
      ) : before.text === after.text ? (
        <p class="quiet" role="status">
          The two are the same, byte for byte.
        </p>
      ) : (
        <Diff before={before.text} after={after.text} label="What differs" />
      )}
      <Confirm question={question} onClose={() => setQuestion(null)} />
    </div>
  );
}

/** The text of a version, or the draft's. */
function useText(
  id: string,
  which: string,
  draft: string,
): { text: string | null; failure: unknown } {
  const [found, setFound] = useState<{ which: string; text: string } | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    if (which === DRAFT) return;
    let gone = false;
    setFailure(null);
    getSource(id, Number(which)).then(
      (text) => !gone && setFound({ which, text }),
      (error: unknown) => !gone && setFailure(error),
    );
    return () => {
      gone = true;
    };
  }, [id, which]);
  if (which === DRAFT) return { text: draft, failure: null };
  return { text: found?.which === which ? found.text : null, failure };
}
