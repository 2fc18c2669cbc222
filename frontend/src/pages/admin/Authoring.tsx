import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { Notice } from "../../components/Notice";
import { Split } from "../../components/Split";
import { Tabs } from "../../components/Tabs";
import type { Cursor, EditorHandle } from "../../editor/Editor";
import { useRouter } from "../../router";
import { getStored, type Loaded } from "./AuthorPage";
import { useAuthorDraft } from "./draft";
import { IssueList } from "./IssueList";
import { issuesNow } from "./issues";
import { usePresence } from "./presence";
import { ConflictDialog } from "./ConflictDialog";
import { AuthorBar } from "./AuthorBar";
import { CheckPanel } from "./panels/CheckPanel";
import { PreviewPanel } from "./panels/PreviewPanel";
import { RejudgePanel } from "./panels/RejudgePanel";
import { StatisticsPanel } from "./panels/StatisticsPanel";
import { TryPanel } from "./panels/TryPanel";
import { VersionsPanel } from "./panels/VersionsPanel";
import { ShortcutsDialog } from "./ShortcutsDialog";
import { equivalentEntry } from "./source/equivalent";
import { kindOf } from "./source/identity";
import { SourceEditor } from "./source/SourceEditor";
import { useCheck } from "./useCheck";
import { usePreview } from "./usePreview";
import { usePublishing } from "./usePublishing";
import { useShortcuts } from "./useShortcuts";
import "./author.css";
import "../../styles/states.css";
import "./panels/panels.css";

const TABS = [
  { id: "preview", label: "Preview", code: false },
  { id: "check", label: "Check", code: false },
  { id: "try", label: "Try", code: true },
  { id: "versions", label: "Versions", code: false },
  { id: "statistics", label: "Statistics", code: true },
  { id: "rejudge", label: "Rejudge", code: true },
] as const;

/** The authoring page of one problem, once its source is there. */
export function Authoring({ id, loaded }: { id: string; loaded: Loaded }): JSX.Element {
  const { path, query, go } = useRouter();
  const [{ stored, versions, problems }, setLoaded] = useState(loaded);
  const draft = useAuthorDraft(id, stored?.text ?? null, stored?.version ?? null);
  const presence = usePresence(id);
  const editor = useRef<EditorHandle>(null);
  const [cursor, setCursor] = useState<Cursor>({ line: 1, column: 1 });
  const [helping, setHelping] = useState(false);
  const check = useCheck();
  const previewed = usePreview(draft.text);
  const item = problems.find((problem) => problem.id === id) ?? null;
  const changed = draft.text !== stored?.text;

  // Only problems are solved in code, so that only they can be tried and rejudged.
  const tabs = kindOf(draft.text) === "problem" ? TABS : TABS.filter(({ code }) => !code);
  const tab = tabs.find(({ id: name }) => name === query.get("tab"))?.id ?? "preview";
  const show = (next: string) => go(`${path}?tab=${next}`, { replace: true });

  const reload = async () => {
    const found = await getStored(id);
    setLoaded((now) => ({ ...now, ...found }));
    return found.stored;
  };

  const publishing = usePublishing({
    id,
    item,
    draft,
    mine: presence.mine,
    onIssues: (issues) => {
      check.refuse(draft.text, issues);
      show("check");
    },
    onPublished: async () => {
      const newest = await reload();
      draft.rebase(newest.text, newest.version);
    },
    theirs: getStored,
  });

  const issues = useMemo(
    () => issuesNow(draft.text, previewed.text, previewed.issues, check.state.text, check.state.issues),
    [draft.text, previewed, check.state],
  );

  const startCheck = () => {
    show("check");
    check.start(editor.current?.text() ?? draft.text);
  };
  const jump = (line: number) => editor.current?.jumpTo(line);

  /** Put another text into the editor; the one that was there can be taken back. */
  const replace = (text: string) => {
    draft.putAside(editor.current?.text() ?? draft.text);
    editor.current?.replace(text);
    editor.current?.focus();
  };

  const callEquivalent = (mutant: string) => {
    const view = editor.current?.view;
    if (!view) return;
    const { at, text, cursor } = equivalentEntry(view.state.doc.toString(), mutant);
    view.dispatch({
      changes: { from: at, insert: text },
      selection: { anchor: at + cursor },
      scrollIntoView: true,
      userEvent: "input.equivalent",
    });
    view.focus();
  };

  useEffect(() => {
    // What the browser could not keep would be gone with the page.
    const onLeave = (event: BeforeUnloadEvent) => !draft.saved && event.preventDefault();
    addEventListener("beforeunload", onLeave);
    return () => removeEventListener("beforeunload", onLeave);
  }, [draft.saved]);

  useShortcuts({
    check: startCheck,
    publish: publishing.ask,
    help: () => setHelping(true),
  });

  const left = (
    <section class="writing" aria-label="Source">
      {!presence.mine && (
        <Notice tone="warn" title="This problem is open in another tab">
          <p>
            Only one tab writes the draft, so that none of them loses the other's work.{" "}
            <button
              type="button"
              class="button button--small"
              onClick={() => {
                presence.take();
                editor.current?.replace(draft.reread());
              }}
            >
              Write here instead
            </button>
          </p>
        </Notice>
      )}
      <SourceEditor
        initial={draft.text}
        label={`YAML source of ${id}`}
        handle={editor}
        readOnly={!presence.mine}
        issues={issues}
        problems={problems.map((problem) => problem.id)}
        onChange={draft.change}
        onCursor={setCursor}
      />
      {/* The check lists its own; twice would be noise. */}
      <IssueList issues={tab === "check" ? [] : issues} onJump={jump} />
      <p class="writing__status">
        <span>
          Ln {cursor.line}, Col {cursor.column}
        </span>
        <span>{keptWords(changed, draft.saved, presence.mine)}</span>
        {draft.aside !== null && (
          <button
            type="button"
            class="text-button"
            onClick={() => editor.current?.replace(draft.takeBack())}
          >
            Back to the text before
          </button>
        )}
        <span class="writing__keys">
          <kbd>Esc</kbd> <kbd>Tab</kbd> leaves the editor
        </span>
      </p>
    </section>
  );

  const right = (
    <section class="judged" aria-label="What the judge makes of it">
      <Tabs
        label="Views of the problem"
        selected={tab}
        onSelect={show}
        tabs={tabs}
      />
      <div
        class={`judged__panel judged__panel--${tab}`}
        role="tabpanel"
        id={`panel-${tab}`}
        aria-labelledby={`tab-${tab}`}
        tabIndex={0}
      >
        {tab === "preview" && <PreviewPanel previewed={previewed} onJump={jump} />}
        {tab === "check" && (
          <CheckPanel
            check={check}
            text={draft.text}
            onStart={startCheck}
            onJump={jump}
            onEquivalent={callEquivalent}
          />
        )}
        {tab === "try" && <TryPanel id={id} source={draft.text} />}
        {tab === "versions" && (
          <VersionsPanel id={id} versions={versions} draft={draft.text} onRestore={replace} />
        )}
        {tab === "statistics" && <StatisticsPanel id={id} published={stored !== null} />}
        {tab === "rejudge" && (
          <RejudgePanel id={id} version={stored?.version ?? null} judged={item?.judged ?? 0} />
        )}
      </div>
    </section>
  );

  return (
    <main id="main" class="author" tabIndex={-1}>
      <AuthorBar
        id={id}
        item={item}
        version={stored?.version ?? null}
        base={draft.base}
        changed={changed}
        text={draft.text}
        checking={check.state.phase === "running"}
        publishing={publishing}
        onCheck={startCheck}
        onReplace={replace}
        onBackToPublished={stored === null ? null : () => replace(stored.text)}
        onChanged={(next) =>
          setLoaded((now) => ({
            ...now,
            problems: now.problems.map((p) => (p.id === id ? { ...p, ...next } : p)),
          }))
        }
        onHelp={() => setHelping(true)}
      />
      <Split
        name="author"
        label="Width of the source"
        direction="columns"
        initial={50}
        first={left}
        second={right}
      />
      <ConflictDialog
        conflict={publishing.conflict}
        mine={draft.text}
        onClose={publishing.closeConflict}
        onKeepMine={(version, text) => {
          draft.rebase(text, version);
          publishing.closeConflict();
          void reload();
        }}
        onTakeTheirs={(version, text) => {
          draft.rebase(text, version);
          replace(text);
          publishing.closeConflict();
          void reload();
        }}
      />
      <ShortcutsDialog open={helping} onClose={() => setHelping(false)} />
    </main>
  );
}

function keptWords(changed: boolean, saved: boolean, mine: boolean): string {
  if (!mine) return "written in another tab";
  if (!saved) return "not kept: this browser's storage is full; download the text";
  return changed ? "draft kept in this browser" : "as published";
}
