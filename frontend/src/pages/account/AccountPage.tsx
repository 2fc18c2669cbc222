import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { EXPORT_URL, getOwnAccount } from "../../api/account";
import { useLoaded } from "../../loaded";
import { useSession } from "../../session";
import { useTitle } from "../../title";
import { DeleteAccount } from "./DeleteAccount";
import { Logins } from "./Logins";
import { Password } from "./Password";
import { LinkProvider } from "./Provider";
import { Tokens } from "./Tokens";
import "./account.css";

/** One's own account: data, tokens, log-ins, password, and the end of it all. */
export function AccountPage(): JSX.Element {
  const { user } = useSession();
  // Which ways in there are; until that is known, the usual one.
  const own = useLoaded(getOwnAccount, !!user && user.role !== "guest");
  const [madePassword, setMadePassword] = useState(false);
  const hasPassword = madePassword || (own?.has_password ?? true);
  useTitle("Your account");
  if (user?.role === "guest") {
    return (
      <main id="main" class="page page--narrow" tabIndex={-1}>
        <h1>You are a guest</h1>
        <p class="lead">
          <a href="/register?next=/account">Make an account</a> to keep what you did: it comes along.
          Otherwise it goes when this browser forgets you, after a week.
        </p>
      </main>
    );
  }
  if (!user) {
    return (
      <main id="main" class="page page--narrow" tabIndex={-1}>
        <h1>Your account</h1>
        {user === undefined ? (
          <p class="loading">Opening…</p>
        ) : (
          <p class="lead">
            <a href="/login?next=/account">Log in</a> to see it.
          </p>
        )}
      </main>
    );
  }
  return (
    <main id="main" class="page page--narrow settings" tabIndex={-1}>
      <h1>Your account</h1>
      <p class="lead">
        {user.username}
        {user.role !== "candidate" && `, ${user.role}`}
      </p>
      <section aria-labelledby="data-title">
        <h2 id="data-title">Your data</h2>
        <p>
          Everything that is stored of you: each submission with its code, your drafts, answers and
          progress, in one JSON file.
        </p>
        <a class="button" href={EXPORT_URL} download>
          Download your data
        </a>
      </section>
      <Tokens role={user.role} />
      <Logins />
      {own && <LinkProvider linked={own.has_provider} />}
      <Password
        username={user.username}
        hasOne={hasPassword}
        onMade={() => setMadePassword(true)}
      />
      <DeleteAccount username={user.username} hasPassword={hasPassword} />
    </main>
  );
}
