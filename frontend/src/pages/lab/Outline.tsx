import type { JSX } from "preact";

import type { Lab, LabSection } from "../../api/learn";
import { DoneMark } from "../../components/DoneMark";
import { ProgressBar } from "../../components/ProgressBar";

/** The ways to the sections and their tasks, with what is done. */
export function Outline({ lab }: { lab: Lab }): JSX.Element {
  return (
    <nav class="outline" aria-label="Outline">
      <div class="outline__progress">
        <ProgressBar done={lab.solved} of={lab.tasks} label="tasks" />
        {lab.prompts > 0 && (
          <ProgressBar done={lab.explained} of={lab.prompts} label="explained" />
        )}
      </div>
      <ol>
        {lab.setup && (
          <li>
            <a href="#setup">Data and setup</a>
          </li>
        )}
        {lab.sections.map((section, i) => (
          <li key={section.title}>
            <a href={`#section-${i + 1}`}>{section.title}</a>
            <Tasks section={section} />
          </li>
        ))}
        <li>
          <a href="#notes">My notes</a>
        </li>
      </ol>
    </nav>
  );
}

function Tasks({ section }: { section: LabSection }): JSX.Element | null {
  const tasks = section.items.flatMap((item) => ("task" in item ? [item] : []));
  if (tasks.length === 0) return null;
  return (
    <ul>
      {tasks.map(({ task, problem }) => (
        <li key={task}>
          <a href={`#task-${task}`}>{problem?.title ?? task}</a>
          <DoneMark status={problem?.status} />
        </li>
      ))}
    </ul>
  );
}
