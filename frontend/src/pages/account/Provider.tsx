import type { JSX } from "preact";

import { Notice } from "../../components/Notice";
import { useSession } from "../../session";

/** Why a log-in by the provider came to nothing; the service names the cause. */
const FAILURES: Record<string, string> = {
  denied: "The other site was told not to say who you are. You can try again.",
  expired: "That log-in took too long, or was begun in another browser. Please try again.",
  unreachable: "The other site does not answer at the moment. Try again later, or use a password.",
  refused: "What the other site answered could not be trusted. Please try again.",
  uninvited: "There is no account for you here yet, and accounts are by invitation.",
  closed: "This account has been closed by an admin.",
};

/** Where the browser goes to log in by the provider and come back to `next`. */
export function providerAddress(next: string): string {
  return `/api/v1/auth/provider?next=${encodeURIComponent(next)}`;
}

/** A way in by the provider, if there is one. */
export function ProviderLogIn({ next }: { next: string }): JSX.Element | null {
  const name = useSession().options?.provider ?? null;
  if (name === null) return null;
  return (
    <p class="account__provider">
      <a class="button button--wide" href={providerAddress(next)}>
        Log in with {name}
      </a>
    </p>
  );
}

/** What went wrong on the way back from the provider. */
export function ProviderFailure({ code }: { code: string | null }): JSX.Element | null {
  if (code === null) return null;
  return (
    <Notice tone="bad" title="Not logged in">
      <p>{FAILURES[code] ?? "Logging in by the other site did not work. Please try again."}</p>
    </Notice>
  );
}

/** On one's own account: whether the provider opens it, and how it can be made to. */
export function LinkProvider({ linked }: { linked: boolean }): JSX.Element | null {
  const name = useSession().options?.provider ?? null;
  if (name === null) return null;
  return (
    <section aria-labelledby="provider-title">
      <h2 id="provider-title">{name}</h2>
      {linked ? (
        <p>You can log in with {name}.</p>
      ) : (
        <>
          <p>Log in with {name} once from here, and you can do so from then on.</p>
          <a class="button" href={providerAddress("/account")}>
            Connect {name}
          </a>
        </>
      )}
    </section>
  );
}
