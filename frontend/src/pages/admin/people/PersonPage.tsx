import type { JSX } from "preact";
import { useState } from "preact/hooks";

import {
  changePerson,
  deleteTokens,
  endLogIns,
  getPerson,
  resetPassword,
} from "../../../api/desk";
import type { Person } from "../../../api/types";
import { Confirm, type Question } from "../../../components/Confirm";
import { Notice } from "../../../components/Notice";
import { useSession } from "../../../session";
import { useAct } from "../../account/useAct";
import { useLoading } from "../../../loading";
import { DeskPage } from "../desk/DeskPage";
import { Loaded } from "../desk/Loaded";
import { Secret } from "../../../components/Secret";
import { When } from "../../../components/When";
import { count } from "../words";

const ROLES = [
  ["candidate", "Candidate", "solves problems"],
  ["author", "Author", "writes and publishes problems too"],
  ["admin", "Admin", "looks after people and the service too"],
] as const;

/** One account: what it holds, and what can be done with it. */
export function PersonPage({ id }: { id: string }): JSX.Element {
  const loading = useLoading(() => getPerson(id), [id]);
  const person = loading.value;
  return (
    <DeskPage
      title={person?.username ?? "Account"}
      lead={
        person && (
          <>
            {person.role}, joined <When at={person.created_at} />{" "}
            {person.disabled && <span class="state state--bad">closed</span>}
          </>
        )
      }
    >
      <Loaded loading={loading} what="account">
        {(found) => <Shown person={found} onChanged={loading.set} />}
      </Loaded>
    </DeskPage>
  );
}

interface ShownProps {
  person: Person;
  onChanged(next: Person): void;
}

function Shown({ person, onChanged }: ShownProps): JSX.Element {
  const { id, username, role, disabled } = person;
  const { user } = useSession();
  const own = user?.id === id;
  const [password, setPassword] = useState<string | null>(null);
  const [done, setDone] = useState("");
  const [question, setQuestion] = useState<Question | null>(null);
  const act = useAct();

  /** Do something after a question; say that it is done, and show the account as it is then. */
  const ask = (words: Omit<Question, "onYes">, work: () => Promise<string>) =>
    setQuestion({
      ...words,
      onYes: () =>
        act.run(async () => {
          setDone("");
          setDone(await work());
          onChanged(await getPerson(id));
        }),
    });

  const guest = role === "guest";
  const askRole = (next: (typeof ROLES)[number][0]) =>
    ask(
      {
        title: `Make ${username} ${next === "candidate" ? "a" : "an"} ${next}?`,
        text: ROLES.find(([name]) => name === next)![2].replace(/^./, (c) => `${username} then ${c}`),
        action: "Change the role",
      },
      async () => {
        await changePerson(id, { role: next });
        return `${username} is ${next === "candidate" ? "a" : "an"} ${next} now.`;
      },
    );

  return (
    <>
      <dl class="figures">
        <Figure name="Attempts" value={person.attempts}>
          <a href={`/admin/attempts?user=${encodeURIComponent(username)}`}>Show them</a>
        </Figure>
        <Figure name="Last active" value={person.last_active_on ?? "never"} small />
        <Figure name="Log-ins" value={person.sessions}>
          by password, not ended
        </Figure>
        <Figure name="Tokens" value={person.tokens}>
          for programs
        </Figure>
      </dl>
      {act.failure && (
        <Notice tone="bad" title="That did not work">
          <p>{act.failure}</p>
        </Notice>
      )}
      <p class="word--good" role="status">
        {done}
      </p>
      {password !== null && (
        <Secret
          title={`A new password for ${username}`}
          about="It is shown this once. Hand it over in person or by a safe way, and ask them to change it at once."
          secret={password}
        />
      )}
      {guest && (
        <p class="quiet">
          A guest has no password, and no role to choose. Who registers makes this their account.
        </p>
      )}
      {own && (
        <p class="quiet">
          This is your own account. Another admin has to change its role or close it, so that nobody
          locks themselves out.
        </p>
      )}
      <section class="desk-section" aria-labelledby="role-title">
        <h2 id="role-title">Role</h2>
        <fieldset class="roles" disabled={own || guest || act.busy}>
          <legend class="visually-hidden">Role of {username}</legend>
          {ROLES.map(([name, label, about]) => (
            <label key={name}>
              <input
                type="radio"
                name="role"
                value={name}
                checked={role === name}
                onClick={(event) => {
                  if (role === name) return;
                  // The choice is shown once it holds.
                  event.preventDefault();
                  askRole(name);
                }}
              />
              <span>
                {label} <span class="quiet">{about}</span>
              </span>
            </label>
          ))}
        </fieldset>
      </section>
      <section class="desk-section" aria-labelledby="way-in-title">
        <h2 id="way-in-title">Ways in</h2>
        <p class="desk-actions">
          <button
            type="button"
            class="button"
            aria-disabled={guest || act.busy}
            onClick={() =>
              !guest &&
              ask(
                {
                  title: `Give ${username} a new password?`,
                  text: "The old one works no longer, and every log-in ends. You are shown the new one once.",
                  action: "Make a new password",
                },
                async () => {
                  setPassword(await resetPassword(id));
                  return "The password is a new one, and every log-in has ended.";
                },
              )
            }
          >
            New password
          </button>
          <button
            type="button"
            class="button"
            aria-disabled={act.busy || person.sessions === 0}
            onClick={() =>
              person.sessions > 0 &&
              ask(
                {
                  title: `End ${count(person.sessions, "log-in")} of ${username}?`,
                  text: own
                    ? "Yours is among them: you will have to log in again."
                    : "They have to log in again, with the password that they have. Tokens stay.",
                  action: "End them",
                },
                async () => `${count((await endLogIns(id)).count, "log-in")} ended.`,
              )
            }
          >
            End all log-ins
          </button>
          <button
            type="button"
            class="button"
            aria-disabled={act.busy || person.tokens === 0}
            onClick={() =>
              person.tokens > 0 &&
              ask(
                {
                  title: `Delete ${count(person.tokens, "token")} of ${username}?`,
                  text: "Programs that use them are refused at once. Log-ins stay.",
                  action: "Delete them",
                },
                async () => `${count((await deleteTokens(id)).count, "token")} deleted.`,
              )
            }
          >
            Delete all tokens
          </button>
        </p>
      </section>
      <section class="desk-section" aria-labelledby="state-title">
        <h2 id="state-title">{disabled ? "Closed" : "Open"}</h2>
        <p>
          {disabled
            ? "No log-in and no token of this account works. What it has done is kept."
            : "Closing it ends every log-in and stops every token. What it has done is kept, and it can be opened again."}
        </p>
        <button
          type="button"
          class="button"
          aria-disabled={own || act.busy}
          onClick={() =>
            !own &&
            ask(
              disabled
                ? {
                    title: `Open the account of ${username} again?`,
                    text: "They can log in with the password that they had; their tokens work again.",
                    action: "Open it",
                  }
                : {
                    title: `Close the account of ${username}?`,
                    text: "They are logged out at once and cannot come in before you open it again.",
                    action: "Close it",
                  },
              async () => {
                await changePerson(id, { disabled: !disabled });
                return disabled ? "The account is open again." : "The account is closed.";
              },
            )
          }
        >
          {disabled ? "Open the account again" : "Close the account"}
        </button>
      </section>
      <p>
        <a href={`/admin/record?user=${encodeURIComponent(username)}`}>
          What was done to this account
        </a>
      </p>
      <Confirm question={question} onClose={() => setQuestion(null)} />
    </>
  );
}

function Figure(props: {
  name: string;
  value: number | string;
  small?: boolean;
  children?: JSX.Element | string;
}): JSX.Element {
  return (
    <div class="figure-box">
      <dt>{props.name}</dt>
      <dd class={props.small ? "figure-box__words" : undefined}>{props.value}</dd>
      {props.children && <dd class="figure-box__more">{props.children}</dd>}
    </div>
  );
}
