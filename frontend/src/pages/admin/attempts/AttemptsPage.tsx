import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { listAdminProblems } from "../../../api/admin";
import { listDeskAttempts, rejudgeChosen, tableUrl } from "../../../api/desk";
import type { AdminProblem, DeskAttempt, Verdict } from "../../../api/types";
import { describe } from "../../../api/words";
import { Notice } from "../../../components/Notice";
import { useRouter } from "../../../router";
import { wordsFor } from "../../problem/verdicts";
import { ChoiceFilter, DateFilter, Filters, TextFilter, useFilters } from "../desk/filters";
import { ListEnd } from "../../../listing/ListEnd";
import { DeskPage } from "../desk/DeskPage";
import { useList } from "../../../listing/useList";
import { count } from "../words";
import { AttemptTable } from "./AttemptTable";

const NAMES = ["problem", "user", "verdict", "mode", "version", "since", "until"] as const;
const VERDICTS = [
  "accepted",
  "wrong_answer",
  "runtime_error",
  "time_limit_exceeded",
  "memory_limit_exceeded",
  "output_limit_exceeded",
  "syntax_error",
  "forbidden",
  "judge_error",
] as const satisfies readonly Verdict[];

/** Everybody's attempts, narrowed by what is known of them; some or all of them judged again. */
export function AttemptsPage(): JSX.Element {
  const [wish, change] = useFilters(NAMES);
  const { go } = useRouter();
  const key = JSON.stringify(wish);
  const list = useList((cursor) => listDeskAttempts(wish, cursor), key);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const problems = useProblems();
  useEffect(() => {
    setChosen(new Set());
    setTrouble(null);
  }, [key]);

  const picked = (list.items ?? []).filter((item) => chosen.has(item.id));
  const rejudge = async () => {
    setBusy(true);
    setTrouble(null);
    try {
      const begun = [];
      for (const [problem, ids] of byProblem(picked)) begun.push(await rejudgeChosen(problem, ids));
      go(begun.length === 1 ? `/admin/rejudges/${begun[0]!.id}` : "/admin/rejudges");
    } catch (error) {
      setTrouble(describe(error));
      setBusy(false);
    }
  };

  return (
    <DeskPage
      title="Attempts"
      lead="What people have sent, newest first."
      actions={
        <a class="button" href={tableUrl(wish)} download>
          Download as CSV
        </a>
      }
    >
      <Filters>
        <TextFilter
          label="Problem"
          value={wish.problem}
          list="desk-problems"
          placeholder="its id"
          onChange={(problem) => change({ problem })}
        />
        <datalist id="desk-problems">
          {problems.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </datalist>
        <TextFilter
          label="Person"
          value={wish.user}
          placeholder="user name"
          onChange={(user) => change({ user })}
        />
        <ChoiceFilter
          label="Verdict"
          all="every verdict"
          value={wish.verdict}
          options={VERDICTS.map((name) => [name, wordsFor(name, "submit").title.toLowerCase()])}
          onChange={(verdict) => change({ verdict })}
        />
        <ChoiceFilter
          label="Kind"
          all="both"
          value={wish.mode}
          options={[
            ["submit", "submissions"],
            ["run", "runs"],
          ]}
          onChange={(mode) => change({ mode })}
        />
        <TextFilter
          label="Version"
          type="number"
          value={wish.version}
          placeholder="any"
          onChange={(version) => change({ version })}
        />
        <DateFilter label="From (UTC)" value={wish.since} onChange={(since) => change({ since })} />
        <DateFilter label="To (UTC)" value={wish.until} onChange={(until) => change({ until })} />
      </Filters>
      {trouble !== null && (
        <Notice tone="bad" title="They are not being judged again">
          <p>{trouble}</p>
          <p class="notice__actions">
            <a class="button" href="/admin/rejudges">
              See the rejudgings
            </a>
          </p>
        </Notice>
      )}
      {list.items !== null && list.items.length > 0 && (
        <>
          <p class="desk-actions">
            <button
              type="button"
              class="button button--small"
              aria-disabled={picked.length === 0 || busy}
              onClick={() => picked.length > 0 && !busy && void rejudge()}
            >
              {picked.length === 0
                ? "Judge the chosen ones again"
                : `Judge ${count(picked.length, "attempt")} again`}
            </button>
            <span class="quiet">First you see what would change.</span>
            {wish.problem !== "" && (
              <a href={`/admin/problems/${encodeURIComponent(wish.problem)}?tab=rejudge`}>
                Judge all of this problem again
              </a>
            )}
          </p>
          <AttemptTable items={list.items} chosen={chosen} onChoose={setChosen} />
        </>
      )}
      <ListEnd list={list} what="attempts" none="No attempt fits. Try fewer or other filters." />
    </DeskPage>
  );
}

function byProblem(items: readonly DeskAttempt[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { problem, id } of items) found.set(problem, [...(found.get(problem) ?? []), id]);
  return found;
}

/** The problems to be offered while one types; without them the field works all the same. */
function useProblems(): readonly AdminProblem[] {
  const [problems, setProblems] = useState<readonly AdminProblem[]>([]);
  useEffect(() => {
    let gone = false;
    listAdminProblems().then(
      (all) => !gone && setProblems(all.filter(({ kind }) => kind === "problem")),
      () => {},
    );
    return () => {
      gone = true;
    };
  }, []);
  return problems;
}
