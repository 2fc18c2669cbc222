import type { JSX } from "preact";

import { listLabs } from "../../api/learn";
import { Difficulty } from "../../components/Difficulty";
import { DoneMark } from "../../components/DoneMark";
import { useLoading, Waiting } from "../../loading";
import { useSession } from "../../session";
import { useTitle } from "../../title";
import "../sheet.css";

/** All labs, by number. */
export function LabList(): JSX.Element {
  useTitle("Labs");
  const { user } = useSession();
  const loading = useLoading(listLabs, [user?.username], user !== undefined);
  const labs = loading.value;
  if (labs === null) {
    return (
      <Waiting loading={loading} what="list of labs">
        Reading the labs…
      </Waiting>
    );
  }
  return (
    <main id="main" class="page" tabIndex={-1}>
      <header class="list-head">
        <h1>Labs</h1>
        <p class="lead">
          Notebooks with one thread: data to look into, functions to write that build on each other,
          and questions to answer in words.
        </p>
      </header>
      {labs.length === 0 && <p>There are no labs yet.</p>}
      <ol class="items">
        {labs.map((lab) => (
          <li key={lab.id} class="item">
            <span class="item__number">{lab.number}</span>
            <a class="item__title" href={`/labs/${encodeURIComponent(lab.id)}`}>
              {lab.title}
            </a>
            <span class="item__about">
              {[lab.label, ...lab.topics].filter(Boolean).join(" · ")}
            </span>
            <span class="item__count">
              {lab.solved}/{lab.tasks} tasks
            </span>
            <Difficulty level={lab.difficulty} />
            <DoneMark status={lab.status} />
          </li>
        ))}
      </ol>
    </main>
  );
}
