import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { sendFeedback } from "../../api/feedback";
import type { NewFeedback } from "../../api/types";
import { Icon } from "../../components/Icon";
import { LogInNotice } from "../../components/LogInNotice";
import { Notice } from "../../components/Notice";
import { safeReturn, useRouter } from "../../router";
import { useSession } from "../../session";
import { keep, recall } from "../../storage";
import { useTitle } from "../../title";
import { useAct } from "../account/useAct";
import { KINDS } from "./kinds";
import "../../styles/boxes.css";

const MOST_LETTERS = 4000;
const DRAFT = "feedback";

/** Tells the operator that a task or a page is wrong; which one, the address says. */
export function Feedback(): JSX.Element {
  useTitle("Report a problem");
  const { query, path } = useRouter();
  const { user } = useSession();
  const from = safeReturn(query.get("from"));
  const about = query.get("about");
  const attempt = query.get("attempt");
  const [text, setText] = useState(() => recall(DRAFT) ?? "");
  const [sent, setSent] = useState(false);
  const act = useAct();

  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const kind = new FormData(event.currentTarget as HTMLFormElement).get("kind");
    act.run(async () => {
      await sendFeedback({
        kind: kind as NewFeedback["kind"],
        text,
        document: about,
        path: query.has("from") ? from : null,
        submission: attempt,
      });
      keep(DRAFT, null);
      setSent(true);
    });
  };

  const back = (
    <a class="back" href={from}>
      <Icon name="back" /> Back
    </a>
  );
  if (sent) {
    return (
      <main id="main" class="page page--narrow" tabIndex={-1}>
        <div role="status">
          <h1>Thank you</h1>
          <p class="lead">Your report is with those who look after this site.</p>
        </div>
        <p class="notice__actions">
          <a class="button button--primary" href={from}>
            Back to where you were
          </a>
        </p>
      </main>
    );
  }
  return (
    <main id="main" class="page page--narrow" tabIndex={-1}>
      {back}
      <h1>Report a problem</h1>
      <p class="lead">
        {about === null ? "Tell those who look after this site." : <>It is about <code>{about}</code>.</>}
        {attempt !== null && " Your attempt goes along, so that they can look at it."}
      </p>
      {user === null ? (
        <LogInNotice title="Log in to report something" next={`${path}?${query}`}>
          So that it can be asked back, and nobody floods the site.
        </LogInNotice>
      ) : (
        <form class="report" onSubmit={(event) => send(event as SubmitEvent)}>
          {act.failure && (
            <Notice tone="bad" title="The report was not sent">
              <p>{act.failure} What you wrote is kept.</p>
            </Notice>
          )}
          <fieldset class="boxes">
            <legend>What is it?</legend>
            {KINDS.map(([kind, name, words]) => (
              <label key={kind}>
                <input type="radio" name="kind" value={kind} required />
                <span>
                  {name.replace(/^./, (letter) => letter.toUpperCase())}
                  {words && <span class="quiet">: {words}</span>}
                </span>
              </label>
            ))}
          </fieldset>
          <label class="field">
            <span class="field__label">What did you see, and what did you expect?</span>
            <textarea
              rows={6}
              required
              maxLength={MOST_LETTERS}
              value={text}
              onInput={(event) => {
                setText(event.currentTarget.value);
                keep(DRAFT, event.currentTarget.value || null);
              }}
            />
          </label>
          <button type="submit" class="button button--primary" aria-disabled={act.busy}>
            {act.busy ? "Sending…" : "Send the report"}
          </button>
        </form>
      )}
    </main>
  );
}
