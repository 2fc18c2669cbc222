import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { ApiError, logIn, register } from "../../api/client";
import { describe } from "../../api/words";
import { Notice } from "../../components/Notice";
import { safeReturn, useRouter } from "../../router";
import { mayRegister, useSession } from "../../session";
import { useTitle } from "../../title";
import { ProviderFailure, ProviderLogIn } from "./Provider";
import "./account.css";

type Kind = "login" | "register";

const WORDS = {
  login: {
    title: "Log in",
    lead: "Your code in this browser is kept as you left it.",
    action: "Log in",
    busy: "Logging in…",
    password: "current-password",
  },
  register: {
    title: "Make an account",
    lead: "A name and a password are all it takes.",
    action: "Make the account",
    busy: "Making the account…",
    password: "new-password",
  },
} as const;

/** Log-in and registration: one form, and the way back to where the reader came from. */
export function Account({ kind }: { kind: Kind }): JSX.Element {
  const words = WORDS[kind];
  const { query, go } = useRouter();
  const session = useSession();
  const { user, options, refresh } = session;
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const first = useRef<HTMLInputElement>(null);
  const [invitation] = useState(() => (kind === "register" ? readInvitation() : ""));
  const byInvitation = kind === "register" && options?.registration === "invitation";
  const next = safeReturn(query.get("next"));
  const suffix = next === "/" ? "" : `?next=${encodeURIComponent(next)}`;
  useTitle(words.title);
  const asks = kind === "login" || user !== undefined;
  useLayoutEffect(() => {
    // As the form comes, and never from under the hands of somebody who already types into it.
    if (!first.current?.form?.contains(document.activeElement)) first.current?.focus();
  }, [asks]);

  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const username = String(form.get("username") ?? "").trim();
    const password = String(form.get("password") ?? "");
    setBusy(true);
    setFailure(null);
    try {
      if (kind === "login") await logIn(username, password);
      else await register(username, password, String(form.get("invitation") ?? "").trim() || undefined);
      await refresh(true);
      go(next, { replace: true });
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };

  if (!asks) {
    return (
      <main id="main" class="page account" tabIndex={-1}>
        <h1>{words.title}</h1>
        <p class="loading">Asking who may make one…</p>
      </main>
    );
  }
  if (kind === "register" && !mayRegister(session)) return <Closed suffix={suffix} next={next} />;
  return (
    <main id="main" class="page account" tabIndex={-1}>
      <h1>{words.title}</h1>
      <p class="lead">
        {user?.role === "guest" && kind === "register"
          ? "What you did as a guest comes along."
          : byInvitation
            ? "Accounts are by invitation here: you need the code that you were sent."
            : words.lead}
      </p>
      {kind === "login" && failure === null && <ProviderFailure code={query.get("failed")} />}
      <ProviderLogIn next={next} />
      <form class="account__form" onSubmit={(event) => void send(event as SubmitEvent)}>
        {failure !== null && (
          <Notice tone="bad" title={kind === "login" ? "Not logged in" : "No account was made"}>
            <p>{explain(kind, failure)}</p>
          </Notice>
        )}
        <label class="field">
          <span class="field__label">User name</span>
          <input
            ref={first}
            name="username"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            required
            minLength={3}
            maxLength={32}
            {...(kind === "register" ? { pattern: "[A-Za-z0-9_.\\-]+" } : {})}
            aria-describedby={kind === "register" ? "username-help" : undefined}
          />
          {kind === "register" && (
            <span id="username-help" class="field__help">
              3 to 32 letters, digits, dots, dashes or underscores
            </span>
          )}
        </label>
        <label class="field">
          <span class="field__label">Password</span>
          <input
            name="password"
            type="password"
            autocomplete={words.password}
            required
            minLength={kind === "register" ? 8 : 1}
            aria-describedby={kind === "register" ? "password-help" : undefined}
          />
          {kind === "register" && (
            <span id="password-help" class="field__help">
              At least 8 characters
            </span>
          )}
        </label>
        {(byInvitation || invitation !== "") && (
          <label class="field">
            <span class="field__label">Invitation</span>
            <input
              name="invitation"
              defaultValue={invitation}
              required={byInvitation}
              autocomplete="off"
              spellcheck={false}
              maxLength={200}
              aria-describedby="invitation-help"
            />
            <span id="invitation-help" class="field__help">
              The code that you were sent
            </span>
          </label>
        )}
        <button type="submit" class="button button--primary button--wide" disabled={busy}>
          {busy ? words.busy : words.action}
        </button>
      </form>
      <p class="account__other">
        {kind === "login" && !mayRegister(session) ? (
          "Accounts are made by the operator here."
        ) : kind === "login" ? (
          <>
            No account yet? <a href={`/register${suffix}`}>Make one</a>
          </>
        ) : (
          <>
            Have an account? <a href={`/login${suffix}`}>Log in</a>
          </>
        )}
      </p>
    </main>
  );
}

/** Where the operator lets nobody make an account: the words for it, and the ways on. */
function Closed({ suffix, next }: { suffix: string; next: string }): JSX.Element {
  return (
    <main id="main" class="page account" tabIndex={-1}>
      <h1>No new accounts</h1>
      <p class="lead">
        Nobody can make an account here by themselves: the operator does. Problems, labs and
        questions are open to read.
      </p>
      <ProviderLogIn next={next} />
      <p class="notice__actions">
        <a class="button button--primary" href={`/login${suffix}`}>
          I have an account: log in
        </a>
        <a class="button" href="/problems">
          Look at the problems
        </a>
      </p>
    </main>
  );
}

/** The code of an invitation's link, behind `#`: there no server and no other site gets to see it. */
function readInvitation(): string {
  return new URLSearchParams(location.hash.slice(1)).get("invitation") ?? "";
}

function explain(kind: Kind, failure: unknown): string {
  if (failure instanceof ApiError) {
    if (kind === "login" && failure.status === 401) return "The name or the password is not right.";
    if (kind === "register" && failure.status === 409) return "This user name is taken.";
    if (failure.fields.length > 0) {
      return failure.fields.map(({ field, message }) => `${field}: ${message}`).join("; ");
    }
  }
  return describe(failure);
}
