import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { EXPORT_URL, getOwnAccount } from "../../api/account";
import type { User } from "../../api/types";
import { useLoaded } from "../../loaded";
import { useTitle } from "../../title";
import { DeleteAccount } from "./DeleteAccount";
import { Logins } from "./Logins";
import { MembersOnly } from "./MembersOnly";
import { Password } from "./Password";
import { LinkProvider } from "./Provider";
import { Tokens } from "./Tokens";
import "../../styles/boxes.css";
import "./account.css";

/** One's own account: data, tokens, log-ins, password, and the end of it all. */
export function AccountPage(): JSX.Element {
  useTitle("Your account");
  return (
    <MembersOnly title="Your account" next="/account">
      {(user) => <Settings user={user} />}
    </MembersOnly>
  );
}

function Settings({ user }: { user: User }): JSX.Element {
  // Which ways in there are; until that is known, the usual one.
  const own = useLoaded(getOwnAccount, true);
  const [madePassword, setMadePassword] = useState(false);
  const hasPassword = madePassword || (own?.has_password ?? true);
  return (
    <main id="main" class="page page--narrow settings" tabIndex={-1}>
      <h1>Your account</h1>
      <p class="lead">
        You are {user.username}
        {user.role !== "candidate" && `, an ${user.role}`}.
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
      <section aria-labelledby="webhooks-title">
        <h2 id="webhooks-title">Webhooks</h2>
        <p>Programs can be told of your verdicts as they come, rather than ask for them.</p>
        <a class="button" href="/account/webhooks">
          See your webhooks
        </a>
      </section>
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
