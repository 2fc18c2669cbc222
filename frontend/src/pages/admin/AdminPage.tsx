import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { getSource, listAdminProblems } from "../../api/admin";
import type { AdminProblem } from "../../api/types";
import { describe } from "../../api/words";
import { Icon } from "../../components/Icon";
import { Menu } from "../../components/Menu";
import { Notice } from "../../components/Notice";
import { useRouter } from "../../router";
import { useTitle } from "../../title";
import { AuthorsOnly } from "./AuthorsOnly";
import { DeskNav } from "./desk/DeskNav";
import { keepDraft, recallDraft, recallDrafts } from "./draft";
import { readTextFile } from "./files";
import { addressOf, arrange, readWish, STATES, type Row, type Wish } from "./listing";
import { NewDialog, type NewWish } from "./NewDialog";
import { idOf, kindOf, renamed } from "./source/identity";
import { SourceTable } from "./SourceTable";
import "./admin.css";
import "../../styles/states.css";

/** Every problem that there is, published or only begun, and ways to begin another. */
export function AdminPage(): JSX.Element {
  useTitle("Authoring");
  return (
    <AuthorsOnly>
      <Listing />
    </AuthorsOnly>
  );
}

function Listing(): JSX.Element {
  const { query, go } = useRouter();
  const [items, setItems] = useState<AdminProblem[] | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [tries, setTries] = useState(0);
  const [beginning, setBeginning] = useState<NewWish | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const wish = readWish(query);
  const rows = useMemo(() => withDrafts(items ?? []), [items]);
  const shown = useMemo(() => arrange(rows, wish), [rows, addressOf(wish)]);

  useEffect(() => {
    let gone = false;
    setFailure(null);
    listAdminProblems().then(
      (all) => !gone && setItems(all),
      (error: unknown) => !gone && setFailure(error),
    );
    return () => {
      gone = true;
    };
  }, [tries]);

  const change = (part: Partial<Wish>) => go(addressOf({ ...wish, ...part }), { replace: true });
  const open = (id: string) => go(`/admin/problems/${encodeURIComponent(id)}`);

  /** Keep a text as the draft of its problem and go there. */
  const begin = (id: string, text: string) => {
    const current = items?.find((item) => item.id === id);
    const base = current?.version ?? null;
    if (!keepDraft(id, { text, base, at: new Date().toISOString() })) {
      setTrouble("This browser's storage is full, so the draft cannot be kept. Make room and try again.");
      return;
    }
    open(id);
  };

  const duplicate = async (row: Row) => {
    setTrouble(null);
    try {
      const text = recallDraft(row.id)?.text ?? (await getSource(row.id));
      setBeginning({ title: `Duplicate “${row.title}”`, text, suggestion: `${row.id}-2` });
    } catch (error) {
      setTrouble(describe(error));
    }
  };

  const upload = async (chosen: File) => {
    setTrouble(null);
    try {
      const text = await readTextFile(chosen);
      const id = idOf(text) ?? chosen.name.replace(/\.ya?ml$/, "");
      if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) {
        setTrouble(`“${chosen.name}” has no usable \`id:\`. Give it one, such as \`id: my-problem\`.`);
      } else if (recallDraft(id) !== null) {
        setTrouble(`There is a draft of “${id}” in this browser. Open it and upload the file there.`);
      } else begin(id, text);
    } catch (error) {
      setTrouble((error as Error).message);
    }
  };

  return (
    <main id="main" class="page admin" tabIndex={-1}>
      <DeskNav />
      <header class="admin__head">
        <div>
          <h1>Authoring</h1>
          <p class="lead">Write, prove and publish what candidates solve.</p>
        </div>
        <div class="admin__actions">
          <button type="button" class="button" onClick={() => file.current!.click()}>
            Upload YAML
          </button>
          <Menu label="New" primary>
            {TEMPLATES.map(({ name, label, about }) => (
              <button
                key={name}
                type="button"
                onClick={() => setBeginning({ title: `New ${label}`, template: name, suggestion: "" })}
              >
                {label}
                <small>{about}</small>
              </button>
            ))}
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
      </header>
      {trouble !== null && (
        <Notice tone="bad" title="That did not work">
          <p>{trouble}</p>
        </Notice>
      )}
      <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <label class="filters__search">
          <span class="visually-hidden">Search sources</span>
          <Icon name="search" />
          <input
            type="search"
            placeholder="Search by name, number or id"
            value={wish.q}
            onInput={(event) => change({ q: event.currentTarget.value })}
          />
        </label>
        <label>
          <span class="visually-hidden">Kind</span>
          <select value={wish.kind} onChange={(event) => change({ kind: event.currentTarget.value })}>
            <option value="">Every kind</option>
            {["problem", "lab", "question", "course"].map((kind) => (
              <option key={kind} value={kind}>
                {kind}s
              </option>
            ))}
          </select>
        </label>
        <label>
          <span class="visually-hidden">State</span>
          <select
            value={wish.state}
            onChange={(event) => change({ state: event.currentTarget.value })}
          >
            <option value="">Every state</option>
            {STATES.map(({ name, label }) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </form>
      {failure !== null && items === null ? (
        <Notice tone="bad" title="The list did not load">
          <p>{describe(failure)}</p>
          <button type="button" class="button" onClick={() => setTries(tries + 1)}>
            Try again
          </button>
        </Notice>
      ) : items === null ? (
        <p class="loading">Reading the list…</p>
      ) : (
        <>
          <p class="admin__count" role="status">
            {shown.length === rows.length ? `${rows.length} sources` : `${shown.length} of ${rows.length} sources`}
          </p>
          {rows.length === 0 && (
            <p class="quiet">There is no source yet. “New” begins one from a template.</p>
          )}
          <SourceTable
            rows={shown}
            sort={wish.sort}
            onSort={(sort) => change({ sort })}
            onDuplicate={(row) => void duplicate(row)}
          />
          {rows.length > 0 && shown.length === 0 && (
            <>
              <p class="quiet">Nothing fits. Try fewer words or another filter.</p>
              <button type="button" class="button" onClick={() => go("/admin", { replace: true })}>
                Show all
              </button>
            </>
          )}
        </>
      )}
      <NewDialog
        wish={beginning}
        taken={new Set(rows.map((row) => row.id))}
        onClose={() => setBeginning(null)}
        onBegin={(id, text) =>
          begin(id, renamed(text, id, nextNumber(items ?? [], kindOf(text))))
        }
      />
    </main>
  );
}

const TEMPLATES = [
  { name: "function", label: "Function", about: "arguments in, a result out" },
  { name: "class", label: "Class", about: "an object whose methods are called" },
  { name: "checker", label: "With a checker", about: "several right answers, told by code" },
  { name: "lab", label: "Lab", about: "text, tasks and questions in order" },
  { name: "question", label: "Question", about: "choices, numbers, formulas, blanks" },
] as const;

/** A number that no other source of this kind has. */
function nextNumber(items: readonly AdminProblem[], kind: string): number {
  const taken = items.filter((item) => item.kind === kind).map((item) => item.number ?? 0);
  return Math.max(0, ...taken) + 1;
}

function withDrafts(items: readonly AdminProblem[]): Row[] {
  const drafts = recallDrafts();
  const known = new Set(items.map((item) => item.id));
  const rows: Row[] = items.map((item) => ({ ...item, draft: drafts.has(item.id), fresh: false }));
  for (const [id, { text, at }] of drafts) {
    if (known.has(id)) continue;
    const kind = kindOf(text) as Row["kind"];
    const title = /^title:\s*(.+)$/m.exec(text)?.[1] ?? id;
    rows.push({
      id,
      kind,
      title,
      number: null,
      difficulty: null,
      version: 0,
      withdrawn: false,
      differs_from_file: false,
      has_file: false,
      judged: 0,
      accepted: 0,
      mutants: null,
      updated_at: at,
      draft: true,
      fresh: true,
    });
  }
  return rows;
}
