import type { JSX } from "preact";

import type { User } from "../../api/types";
import { useSession } from "../../session";

/** A page of one's own account: for others, what it takes to see it. */
export function MembersOnly(props: {
  title: string;
  /** Where logging in leads back to. */
  next: string;
  children(user: User): JSX.Element;
}): JSX.Element {
  const { title, next, children } = props;
  const { user } = useSession();
  if (user && user.role !== "guest") return children(user);
  return (
    <main id="main" class="page page--narrow" tabIndex={-1}>
      <h1>{user ? "You are a guest" : title}</h1>
      {user === undefined ? (
        <p class="loading">Opening…</p>
      ) : user === null ? (
        <p class="lead">
          <a href={`/login?next=${next}`}>Log in</a> to see it.
        </p>
      ) : (
        <p class="lead">
          <a href={`/register?next=${next}`}>Make an account</a> to keep what you did: it comes along.
          Otherwise it goes when this browser forgets you, after a week.
        </p>
      )}
    </main>
  );
}
