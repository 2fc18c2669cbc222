import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { getProblem } from "../../api/client";
import type { Named, TaskItem } from "../../api/learn";
import type { Problem } from "../../api/types";
import { describe } from "../../api/words";
import { Difficulty } from "../../components/Difficulty";
import { Icon } from "../../components/Icon";
import { Notice } from "../../components/Notice";
import { lazyPart } from "../../lazy";
import { useSeen } from "../../seen";
import { Markdown } from "../../text/Markdown";
import { PrintedCode } from "./PrintedCode";
import { useWritten } from "./useWritten";

const TaskWork = lazyPart(() => import("./TaskWork").then((module) => module.TaskWork));

interface TaskCellProps {
  item: TaskItem;
  number: number;
  /** Something has become of the problem. */
  onChange(change: Partial<Named>): void;
}

/** A task of a lab. Its problem and its editor are fetched when it comes into view. */
export function TaskCell({ item, number, onChange }: TaskCellProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const seen = useSeen(box);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  const named = item.problem;
  // Once the problem is there, its editor keeps what is written in step with the server.
  const written = useWritten(item.task, named !== null && problem === null);

  useEffect(() => {
    if (!seen || named === null || problem !== null) return;
    let gone = false;
    setFailure(null);
    getProblem(item.task).then(
      (found) => {
        if (!gone) setProblem(found);
      },
      (error: unknown) => {
        if (!gone) setFailure(error);
      },
    );
    return () => {
      gone = true;
    };
  }, [seen, tries]);

  const change = (part: Partial<Problem>) => {
    setProblem((before) => before && { ...before, ...part });
    if (part.status !== undefined) onChange({ status: part.status });
  };

  return (
    <div ref={box} class="cell cell--task" id={`task-${item.task}`}>
      <p class="cell__number" aria-hidden="true">
        [{number}]
      </p>
      <header class="task__head">
        <h3 class="cell__title">{named?.title ?? item.task}</h3>
        {named?.difficulty && <Difficulty level={named.difficulty as Problem["difficulty"]} />}
        {named?.status === "solved" && (
          <span class="solved">
            <Icon name="check" /> solved
          </span>
        )}
        {named && (
          <a class="task__own" href={`/problems/${encodeURIComponent(item.task)}`}>
            Problem {named.number}
          </a>
        )}
      </header>
      {item.text && <Markdown source={item.text} />}
      {named === null ? (
        <p class="quiet">This task is not offered at the moment.</p>
      ) : failure !== null ? (
        <Notice tone="bad" title="The task did not load">
          <p>{describe(failure)}</p>
          <button type="button" class="button" onClick={() => setTries(tries + 1)}>
            Try again
          </button>
        </Notice>
      ) : problem === null ? (
        <p class="quiet task__wait">Opening the editor…</p>
      ) : (
        <TaskWork problem={problem} onChange={change} />
      )}
      {named !== null && (
        <PrintedCode
          read={() => {
            const code = written();
            return code === null ? (problem?.starter ?? null) : code;
          }}
        />
      )}
    </div>
  );
}
