import type { ComponentChildren, JSX } from "preact";

import { Notice } from "../../components/Notice";
import { useRouter } from "../../router";
import { useSession } from "../../session";

/** Shows a page to admins; tells everybody else what is missing. */
export function AdminOnly({ children }: { children: ComponentChildren }): JSX.Element {
  const { user } = useSession();
  const { path } = useRouter();
  if (user?.role === "admin") return <>{children}</>;
  return (
    <main id="main" class="page page--narrow" tabIndex={-1}>
      {user === undefined ? (
        <p class="loading">Finding out who you are…</p>
      ) : (
        <Notice tone="info" title="This page is for admins">
          <p>
            {user === null
              ? "Log in with an admin's account to write and publish problems."
              : `You are logged in as ${user.username}, which is not an admin's account.`}
          </p>
          <p class="notice__actions">
            <a class="button button--primary" href={`/login?next=${encodeURIComponent(path)}`}>
              {user === null ? "Log in" : "Log in as an admin"}
            </a>
            <a class="button" href="/">
              All problems
            </a>
          </p>
        </Notice>
      )}
    </main>
  );
}
