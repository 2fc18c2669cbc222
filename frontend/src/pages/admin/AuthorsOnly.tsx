import type { ComponentChildren, JSX } from "preact";

import { Notice } from "../../components/Notice";
import { useRouter } from "../../router";
import { mayAdmin, mayAuthor, useSession } from "../../session";

/** Shows a page to authors and admins; tells everybody else what is missing. */
export function AuthorsOnly({ children }: { children: ComponentChildren }): JSX.Element {
  const { user } = useSession();
  if (mayAuthor(user)) return <>{children}</>;
  return (
    <Refusal
      title="This page is for authors"
      nobody="Log in with an author's account to write and publish problems."
      lacks="who may not write problems"
    />
  );
}

/** Shows a page to admins; tells everybody else what is missing. */
export function AdminsOnly({ children }: { children: ComponentChildren }): JSX.Element {
  const { user } = useSession();
  if (mayAdmin(user)) return <>{children}</>;
  return (
    <Refusal
      title="This page is for admins"
      nobody="Log in with an admin's account to look after people, attempts and the service."
      lacks="who is no admin"
    />
  );
}

function Refusal(props: { title: string; nobody: string; lacks: string }): JSX.Element {
  const { user } = useSession();
  const { path } = useRouter();
  return (
    <main id="main" class="page page--narrow" tabIndex={-1}>
      {user === undefined ? (
        <p class="loading">Finding out who you are…</p>
      ) : (
        <Notice tone="info" title={props.title}>
          <p>
            {user === null
              ? props.nobody
              : `You are logged in as ${user.username}, ${props.lacks}. An admin can change that.`}
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
