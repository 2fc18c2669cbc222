import type { JSX } from "preact";

import { listLabs } from "../../api/learn";
import { Difficulty } from "../../components/Difficulty";
import { DoneMark } from "../../components/DoneMark";
import { Filters } from "../../listing/Filters";
import { Found } from "../../listing/Found";
import { useListing } from "../../listing/useListing";
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
  const listing = useListing("/labs", labs);
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
      <Filters
        noun="labs"
        filter={listing.filter}
        items={labs}
        signedIn={Boolean(user)}
        onChange={listing.change}
      />
      <Found nouns={["lab", "labs"]} items={labs} listing={listing}>
        <ol class="items">
          {listing.found.map((lab) => (
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
      </Found>
    </main>
  );
}
