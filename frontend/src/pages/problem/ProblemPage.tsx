import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { getProblem } from "../../api/client";
import type { Problem } from "../../api/types";
import { FailurePage } from "../../components/FailurePage";
import { Icon } from "../../components/Icon";
import { Split } from "../../components/Split";
import { Tabs } from "../../components/Tabs";
import { lazyPart } from "../../lazy";
import { pause } from "../../pause";
import { useRouter } from "../../router";
import { useSeen } from "../../seen";
import { useSession } from "../../session";
import { loadKatex, prepareFormulas } from "../../text/Formula";
import { useTitle } from "../../title";
import { Statement } from "./Statement";
import type { WorkspaceProps } from "./Workspace";
import "./statement.css";
import "./problem.css";
import "./solution.css";

const BESIDE = matchMedia("(min-width: 900px)");

// The editor is most of the code. Where it stands beside the statement it is fetched meanwhile,
// where it stands below, when the reader comes near.
const Workspace = lazyPart(async () => {
  const { Workspace } = await import("./Workspace");
  await pause(); // Its code has just been run: let a phone scroll before it is drawn.
  return Workspace;
}, BESIDE.matches);
void loadKatex(); // nearly every statement has formulas

const Notes = lazyPart(() => import("../../notes/Notes").then((module) => module.Notes));
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
        await prepareFormulas(...textsOf(found));
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

  if (failure !== null && problem === null) {
    return <FailurePage failure={failure} what="problem" onAgain={() => setTries(tries + 1)} />;
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
          <WorkspaceInView
            problem={problem}
            onAccepted={() => setProblem({ ...problem, status: "solved" })}
          />
        }
      />
    </main>
  );
}

/** The workspace, once its place has come into view. Until then links to the editor lead there. */
function WorkspaceInView(props: WorkspaceProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const { query } = useRouter();
  const seen = useSeen(place, BESIDE.matches || query.has("attempt"));
  if (seen) return <Workspace {...props} />;
  return (
    <div ref={place} id="your-code" class="workspace-place">
      <p class="loading">Opening the editor…</p>
    </div>
  );
}

function textsOf({ statement, hints, constraints, parameters, returns, examples }: Problem): string[] {
  return [
    statement,
    ...[...parameters, returns].map(({ about }) => about),
    ...examples.map(({ explanation }) => explanation ?? ""),
    ...constraints,
    ...hints,
  ];
}

const VIEWS = ["statement", "solution", "notes"] as const;

/** The statement and, on tabs of their own, the solution and notes. Which of them is in the URL. */
function Reading(props: { problem: Problem; onGivenUp(): void }): JSX.Element {
  const { problem, onGivenUp } = props;
  const { path, query, go } = useRouter();
  const shown = VIEWS.find((view) => view === query.get("view")) ?? "statement";
  const locked = problem.status !== "solved" && !problem.given_up;

  const show = (id: string) => {
    const next = new URLSearchParams(query);
    if (id === "statement") next.delete("view");
    else next.set("view", id);
    go(next.size > 0 ? `${path}?${next}` : path, { replace: true });
  };

  return (
    <div class="reading">
      <Tabs
        label="Problem, solution and notes"
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
          { id: "notes", label: "Notes" },
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
      {shown !== "statement" && (
        <div
          class="reading__panel"
          role="tabpanel"
          id={`panel-${shown}`}
          aria-labelledby={`tab-${shown}`}
          tabIndex={0}
        >
          <h1 class="solution__title">
            <span class="statement__number">{problem.number}</span> {problem.title}
          </h1>
          {shown === "solution" ? (
            <SolutionPanel problem={problem} onGivenUp={onGivenUp} />
          ) : (
            <div class="statement">
              <Notes about={problem.id} />
            </div>
          )}
        </div>
      )}
    </div>
  );
}
