import type { JSX } from "preact";

import { useRouter } from "../../../router";
import { NotFound } from "../../not-found/NotFound";
import { AttemptPage } from "../attempts/AttemptPage";
import { AttemptsPage } from "../attempts/AttemptsPage";
import { AdminsOnly, AuthorsOnly } from "../AuthorsOnly";
import { FeedbackPage } from "../feedback/FeedbackPage";
import { PeoplePage } from "../people/PeoplePage";
import { PersonPage } from "../people/PersonPage";
import { QueuePage } from "../queue/QueuePage";
import { RecordPage } from "../record/RecordPage";
import { RejudgePage } from "../rejudges/RejudgePage";
import { RejudgesPage } from "../rejudges/RejudgesPage";

/** The page of the desk that the address names. */
export function Desk(): JSX.Element {
  const { path } = useRouter();
  const [, part, one] = /^\/admin\/(\w+)(?:\/([A-Za-z0-9_.-]+))?\/?$/.exec(path) ?? [];
  if (part === "rejudges") {
    return (
      <AuthorsOnly>
        {one === undefined ? <RejudgesPage /> : <RejudgePage key={one} id={one} />}
      </AuthorsOnly>
    );
  }
  const page = pageOf(part, one);
  return page === null ? <NotFound /> : <AdminsOnly>{page}</AdminsOnly>;
}

function pageOf(part: string | undefined, one: string | undefined): JSX.Element | null {
  switch (part) {
    case "attempts":
      return one === undefined ? <AttemptsPage /> : <AttemptPage key={one} id={one} />;
    case "feedback":
      return one === undefined ? <FeedbackPage /> : null;
    case "people":
      return one === undefined ? <PeoplePage /> : <PersonPage key={one} id={one} />;
    case "queue":
      return one === undefined ? <QueuePage /> : null;
    case "record":
      return one === undefined ? <RecordPage /> : null;
    default:
      return null;
  }
}
