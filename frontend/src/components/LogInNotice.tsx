import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { beginAsGuest, getLogInOptions } from "../api/client";
import { describe } from "../api/words";
import { useSession } from "../session";
import { Notice } from "./Notice";

/** Says that something needs an account, with a way there and back to `next`. */
export function LogInNotice(props: {
  title: string;
  next: string;
  children: ComponentChildren;
}): JSX.Element {
  const next = encodeURIComponent(props.next);
  return (
    <div role="status">
      <Notice tone="info" title={props.title}>
        <p>{props.children}</p>
        <p class="notice__actions">
          <a class="button button--primary" href={`/login?next=${next}`}>
            Log in
          </a>
          <a class="button" href={`/register?next=${next}`}>
            Make an account
          </a>
        </p>
        <GuestOffer />
      </Notice>
    </div>
  );
}

/** The way in without an account, where the operator allows guests. */
function GuestOffer(): JSX.Element | null {
  const { refresh } = useSession();
  const [runs, setRuns] = useState(0);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    // Without an answer there is no offer: logging in says what is wrong.
    getLogInOptions().then(
      (options) => setRuns(options.guest_runs),
      () => {},
    );
  }, []);
  if (runs === 0) return null;
  const begin = async () => {
    setFailure(null);
    try {
      await beginAsGuest();
      await refresh();
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <>
      <p>
        Or go on as a guest: code can be run {runs} times a day, after everybody else’s. What you do
        is kept for a week in this browser alone, and for good once you make an account.
      </p>
      <p class="notice__actions">
        <button type="button" class="button" onClick={() => void begin()}>
          Go on as a guest
        </button>
      </p>
      {failure !== null && <p role="alert">{describe(failure)}</p>}
    </>
  );
}
