import type { JSX } from "preact";

import { useSession } from "../../session";
import { Guest } from "./Guest";
import { Learner } from "./Learner";
import "../sheet.css";
import "../course/course.css";
import "./home.css";

/** The first page: for a guest what this is, for others where they were and what comes next. */
export function Home(): JSX.Element {
  const { user } = useSession();
  if (user === undefined) {
    return (
      <main id="main" class="page" tabIndex={-1}>
        <p class="loading">Looking who you are…</p>
      </main>
    );
  }
  return user === null ? <Guest /> : <Learner key={user.username} name={user.username} />;
}
