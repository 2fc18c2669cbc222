import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { getSolution, giveUp } from "../../api/client";
import type { Problem, Solution } from "../../api/types";
import { describe } from "../../api/words";
import { Confirm, type Question } from "../../components/Confirm";
import { Icon } from "../../components/Icon";
import { Notice } from "../../components/Notice";
import { Figures } from "../../figures/PlacedFigure";
import type { Figure } from "../../figures/types";
import { useSession } from "../../session";
import { Code } from "../../text/Code";
import { Markdown } from "../../text/Markdown";

interface SolutionPanelProps {
  problem: Problem;
  onGivenUp(): void;
}

/** How the problem is solved: locked until it is solved or given up. */
export function SolutionPanel({ problem, onGivenUp }: SolutionPanelProps): JSX.Element {
  const { user } = useSession();
  const [solution, setSolution] = useState<Solution | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const open = Boolean(user) && (problem.status === "solved" || problem.given_up);

  useEffect(() => {
    if (!open || solution) return;
    let gone = false;
    getSolution(problem.id).then(
      (found) => {
        if (!gone) setSolution(found);
      },
      (error: unknown) => {
        if (!gone) setFailure(error);
      },
    );
    return () => {
      gone = true;
    };
  }, [open, problem.id]);

  const askGiveUp = () =>
    setQuestion({
      title: "Give up and see the solution?",
      text: "You can still solve the problem afterwards; it will show that you saw the solution.",
      action: "Give up",
      onYes: () => {
        setFailure(null);
        giveUp(problem.id).then((found) => {
          setSolution(found);
          onGivenUp();
        }, setFailure);
      },
    });

  return (
    <div class="statement solution">
      {failure !== null && (
        <Notice tone="bad" title="The solution did not load">
          <p>{describe(failure)}</p>
        </Notice>
      )}
      {solution ? (
        <Opened solution={solution} />
      ) : open ? (
        failure === null && <p class="loading">Opening the solution…</p>
      ) : (
        <div class="solution__locked">
          <p class="solution__lock">
            <Icon name="lock" />
          </p>
          <h2>The solution is locked</h2>
          <p>
            It opens with your first accepted submission: the reference code, why it works, and the
            usual ways to get it wrong.
          </p>
          {user ? (
            <button type="button" class="button" onClick={askGiveUp}>
              Give up and see it
            </button>
          ) : (
            <p class="quiet">Log in to submit, or to give up.</p>
          )}
        </div>
      )}
      <Confirm question={question} onClose={() => setQuestion(null)} />
    </div>
  );
}

function Opened({ solution }: { solution: Solution }): JSX.Element {
  return (
    <Figures.Provider value={solution.figures as unknown as Figure[]}>
      <section>
        <h2>Solution</h2>
        <Code text={solution.code} language="python" />
      </section>
      {solution.explanation.trim() !== "" && (
        <section>
          <h2>Why it works</h2>
          <Markdown source={solution.explanation} />
        </section>
      )}
      {solution.mistakes.length > 0 && (
        <section>
          <h2>Ways to get it wrong</h2>
          <dl class="mistakes">
            {solution.mistakes.map(({ name, message }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <Markdown source={message} inline />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </Figures.Provider>
  );
}
