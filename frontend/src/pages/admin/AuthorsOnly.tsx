import type { ComponentChildren, JSX } from "preact";

import { Notice } from "../../components/Notice";
import { useRouter } from "../../router";
import { mayAuthor, useSession } from "../../session";

/** Shows a page to authors and admins; tells everybody else what is missing. */
export function AuthorsOnly({ children }: { children: ComponentChildren }): JSX.Element {
  const { user } = useSession();
  const { path } = useRouter();
  if (mayAuthor(user)) return <>{children}</>;
  return (
    <main id="main" class="page page--narrow" tabIndex={-1}>
      {user === undefined ? (
        <p class="loading">Finding out who you are…</p>
      ) : (
        <Notice tone="info" title="This page is for authors">
          <p>
            {user === null
              ? "Log in with an author's account to write and publish problems."
              : `You are logged in as ${user.username}, who may not write problems. An admin can change that.`}
          </p>
          <p class="notice__actions">
            <a class="button button--primary" href={`/login?next=${encodeURIComponent(path)}`}>
              {user === null ? "Log in" : "Log in as somebody else"}
            </a>
            <a class="button" href="/problems">
              All problems
            </a>
          </p>
        </Notice>
      )}
    </main>
  );
}
