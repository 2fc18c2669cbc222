import type { JSX } from "preact";
import { useState } from "preact/hooks";

import type { Webhook, WebhookWithSecret } from "../../../api/types";
import { listWebhooks, makeWebhook } from "../../../api/webhooks";
import { describe } from "../../../api/words";
import { Icon } from "../../../components/Icon";
import { Notice } from "../../../components/Notice";
import { Secret } from "../../../components/Secret";
import { useLoading } from "../../../loading";
import { useTitle } from "../../../title";
import { MembersOnly } from "../MembersOnly";
import { useAct } from "../useAct";
import { EVENTS, STATES } from "./words";
import "../../../styles/boxes.css";
import "../../../styles/states.css";
import "../account.css";
import "./webhooks.css";

/** Where one's programs are told of verdicts: each endpoint with its state, and a new one. */
export function WebhooksPage(): JSX.Element {
  useTitle("Webhooks");
  return (
    <MembersOnly title="Webhooks" next="/account/webhooks">
      {() => <Webhooks />}
    </MembersOnly>
  );
}

function Webhooks(): JSX.Element {
  const loading = useLoading(listWebhooks, []);
  const [made, setMade] = useState<WebhookWithSecret | null>(null);
  return (
    <main id="main" class="page page--narrow settings" tabIndex={-1}>
      <a class="back" href="/account">
        <Icon name="back" /> Your account
      </a>
      <h1>Webhooks</h1>
      <p class="lead">
        A course back end or a grade book need not ask for your verdicts: Nabla sends each one there as
        it comes, signed, and tries again for a day if it does not arrive.
      </p>
      {made && (
        <Secret
          title="The secret that signs its messages"
          about="It is shown this once. Give it to the program that receives them, to check that they are genuine."
          secret={made.secret}
        />
      )}
      <section aria-labelledby="endpoints-title">
        <h2 id="endpoints-title">Your endpoints</h2>
        {loading.failure !== null ? (
          <Notice tone="bad" title="The webhooks did not load">
            <p>{describe(loading.failure)}</p>
            <button type="button" class="button" onClick={loading.again}>
              Try again
            </button>
          </Notice>
        ) : loading.value === null ? (
          <p class="loading">Reading your webhooks…</p>
        ) : loading.value.length === 0 ? (
          <p class="quiet">None so far. Make the first one below.</p>
        ) : (
          <ul class="things" aria-label="Your webhooks">
            {loading.value.map((webhook) => (
              <Row key={webhook.id} webhook={webhook} />
            ))}
          </ul>
        )}
      </section>
      <NewWebhook
        onMade={(webhook) => {
          setMade(webhook);
          loading.again();
        }}
      />
      <p class="quiet">
        What is sent, and how its signature is checked, is described with{" "}
        <a href="/docs#tag/webhooks">the calls</a>.
      </p>
    </main>
  );
}

function Row({ webhook }: { webhook: Webhook }): JSX.Element {
  const { word, tone } = STATES[webhook.state];
  return (
    <li class="thing">
      <span class="thing__name">
        <a href={`/account/webhooks/${webhook.id}`}>{webhook.url}</a>
        <span class="thing__about">
          {webhook.description && `${webhook.description}: `}
          {webhook.events.join(", ")}
        </span>
        {webhook.reason !== null && <span class="thing__about word--bad">{webhook.reason}</span>}
      </span>
      <span class={`state state--${tone}`}>{word}</span>
    </li>
  );
}

function NewWebhook({ onMade }: { onMade(webhook: WebhookWithSecret): void }): JSX.Element {
  const act = useAct();
  const make = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fields = new FormData(form);
    act.run(async () => {
      const webhook = await makeWebhook({
        url: String(fields.get("url")).trim(),
        description: String(fields.get("description")).trim(),
        events: fields.getAll("event") as Webhook["events"],
      });
      form.reset();
      onMade(webhook);
    });
  };
  return (
    <section aria-labelledby="new-title">
      <h2 id="new-title">A new endpoint</h2>
      {act.failure && (
        <Notice tone="bad" title="The webhook was not made">
          <p>{act.failure}</p>
        </Notice>
      )}
      <form onSubmit={(event) => make(event as SubmitEvent)}>
        <label class="field">
          <span class="field__label">Address</span>
          <input
            name="url"
            type="url"
            required
            maxLength={2000}
            placeholder="https://course.example.org/nabla"
            aria-describedby="url-help"
          />
          <span id="url-help" class="field__help">
            It has to begin with https and to be public.
          </span>
        </label>
        <label class="field">
          <span class="field__label">What it is for</span>
          <input name="description" maxLength={200} placeholder="grade book" />
        </label>
        <EventBoxes chosen={["submission.done", "batch.done"]} />
        <button type="submit" class="button button--primary" aria-disabled={act.busy}>
          {act.busy ? "Making the webhook…" : "Make a webhook"}
        </button>
      </form>
    </section>
  );
}

/** What an endpoint is told of, to be chosen. */
function EventBoxes({ chosen }: { chosen: readonly string[] }): JSX.Element {
  return (
    <fieldset class="boxes">
      <legend>Tell it when</legend>
      {EVENTS.map(([event, words]) => (
        <label key={event}>
          <input type="checkbox" name="event" value={event} defaultChecked={chosen.includes(event)} />
          <span>
            {words} <code class="quiet">{event}</code>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
