import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { ApiError, getProblem } from "../../api/client";
import type { Problem } from "../../api/types";
import { describe } from "../../api/words";
import { Icon } from "../../components/Icon";
import { Notice } from "../../components/Notice";
import { Split } from "../../components/Split";
import { Tabs } from "../../components/Tabs";
import { lazyPart } from "../../lazy";
import { useRouter } from "../../router";
import { useSession } from "../../session";
import { loadKatex } from "../../text/Formula";
import { hasMath } from "../../text/markdown";
import { useTitle } from "../../title";
import { NotFound } from "../not-found/NotFound";
import { Statement } from "./Statement";
import "./statement.css";
import "./problem.css";
import "./solution.css";

// The editor is most of the code. Where it stands beside the statement it is fetched meanwhile,
// where it stands below, after that.
const Workspace = lazyPart(
  () => import("./Workspace").then((module) => module.Workspace),
  matchMedia("(min-width: 900px)").matches,
);
void loadKatex(); // nearly every statement has formulas

const SolutionPanel = lazyPart(() =>
  import("./SolutionPanel").then((module) => module.SolutionPanel),
);

/** One problem: what is asked on one side, the editor and its results on the other. */
export function ProblemPage({ id }: { id: string }): JSX.Element {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  const { user } = useSession();
  const reader = useRef(user);
  useTitle(problem === null ? "Problem" : [problem.number, problem.title].join(" ").trim());

  useEffect(() => {
    let gone = false;
    setFailure(null);
    getProblem(id).then(
      async (found) => {
        // Formulas and text appear together, so that nothing jumps.
        if (hasMath(found.statement, ...found.hints)) await loadKatex();
        if (!gone) setProblem(found);
      },
      (error: unknown) => {
        if (!gone) setFailure(error);
      },
    );
    return () => {
      gone = true;
    };
  }, [id, tries]);

  useEffect(() => {
    if (user === undefined) return;
    // Read beside the question who it is, the problem is that person's already.
    const another = reader.current !== undefined && reader.current?.username !== user?.username;
    if (another) setTries((n) => n + 1);
    reader.current = user;
  }, [user]);

  if (failure instanceof ApiError && failure.status === 404) return <NotFound what="problem" />;
  if (failure !== null && problem === null) {
    return (
      <main id="main" class="page page--narrow" tabIndex={-1}>
        <Notice tone="bad" title="The problem did not load">
          <p>{describe(failure)}</p>
          <button type="button" class="button" onClick={() => setTries(tries + 1)}>
            Try again
          </button>
        </Notice>
      </main>
    );
  }
  if (problem === null) {
    return (
      <main id="main" class="page page--narrow" tabIndex={-1}>
        <p class="loading">Opening the problem…</p>
      </main>
    );
  }
  return (
    <main key="problem" id="main" class="problem" tabIndex={-1}>
      <Split
        name="problem"
        label="Width of the statement"
        direction="columns"
        initial={44}
        first={
          <Reading
            problem={problem}
            onGivenUp={() => setProblem({ ...problem, given_up: true })}
          />
        }
        second={
          <Workspace
            problem={problem}
            onAccepted={() => setProblem({ ...problem, status: "solved" })}
          />
        }
      />
    </main>
  );
}

/** The statement and, on a tab of its own, the solution. Which of them is in the URL. */
function Reading(props: { problem: Problem; onGivenUp(): void }): JSX.Element {
  const { problem, onGivenUp } = props;
  const { path, query, go } = useRouter();
  const shown = query.get("view") === "solution" ? "solution" : "statement";
  const locked = problem.status !== "solved" && !problem.given_up;

  const show = (id: string) => {
    const next = new URLSearchParams(query);
    if (id === "solution") next.set("view", id);
    else next.delete("view");
    go(next.size > 0 ? `${path}?${next}` : path, { replace: true });
  };

  return (
    <div class="reading">
      <Tabs
        label="Problem and solution"
        selected={shown}
        onSelect={show}
        tabs={[
          { id: "statement", label: "Problem" },
          {
            id: "solution",
            label: (
              <>
                Solution{" "}
                {locked && (
                  <>
                    <Icon name="lock" />
                    <span class="visually-hidden">(locked)</span>
                  </>
                )}
              </>
            ),
          },
        ]}
      />
      {/* Hidden, not taken away: the hints that are open stay open. */}
      <div
        class="reading__panel"
        role="tabpanel"
        id="panel-statement"
        aria-labelledby="tab-statement"
        hidden={shown !== "statement"}
      >
        <Statement problem={problem} />
      </div>
      {shown === "solution" && (
        <div
          class="reading__panel"
          role="tabpanel"
          id="panel-solution"
          aria-labelledby="tab-solution"
          tabIndex={0}
        >
          <h1 class="solution__title">
            <span class="statement__number">{problem.number}</span> {problem.title}
          </h1>
          <SolutionPanel problem={problem} onGivenUp={onGivenUp} />
        </div>
      )}
    </div>
  );
}
