import type { JSX } from "preact";
import { useState } from "preact/hooks";

import type { Webhook, WebhookWithSecret } from "../../../api/types";
import {
  changeWebhook,
  deleteWebhook,
  getWebhook,
  renewSecret,
  tryWebhook,
} from "../../../api/webhooks";
import { Confirm, type Question } from "../../../components/Confirm";
import { Icon } from "../../../components/Icon";
import { Notice } from "../../../components/Notice";
import { Secret } from "../../../components/Secret";
import { When } from "../../../components/When";
import { useLoading, Waiting } from "../../../loading";
import { useRouter } from "../../../router";
import { useTitle } from "../../../title";
import { MembersOnly } from "../MembersOnly";
import { useAct } from "../useAct";
import { Ledger } from "./Ledger";
import { outcomeOf, STATES } from "./words";
import "../../../styles/states.css";
import "../account.css";
import "./webhooks.css";

/** One endpoint: its state, a message to try it, and the ledger of what was sent to it. */
export function WebhookPage({ id }: { id: string }): JSX.Element {
  useTitle("Webhook");
  return (
    <MembersOnly title="Webhook" next={`/account/webhooks/${id}`}>
      {() => <Opened id={id} />}
    </MembersOnly>
  );
}

function Opened({ id }: { id: string }): JSX.Element {
  const loading = useLoading(() => getWebhook(id), [id]);
  if (loading.value === null) {
    return (
      <Waiting loading={loading} what="webhook">
        Opening the webhook…
      </Waiting>
    );
  }
  return <Shown webhook={loading.value} onChanged={loading.set} />;
}

function Shown(props: { webhook: Webhook; onChanged(webhook: Webhook): void }): JSX.Element {
  const { webhook, onChanged } = props;
  const { go } = useRouter();
  const [question, setQuestion] = useState<Question | null>(null);
  const [renewed, setRenewed] = useState<WebhookWithSecret | null>(null);
  const [news, setNews] = useState("");
  const [sent, setSent] = useState(0);
  const act = useAct();
  const { word, tone } = STATES[webhook.state];
  const active = webhook.state === "active";

  const turn = (state: "active" | "paused") =>
    act.run(async () => {
      setNews("");
      onChanged(await changeWebhook(webhook.id, { state }));
      setNews(state === "active" ? "It is active: what waited is being sent." : "It is paused.");
    });

  const tryIt = () =>
    act.run(async () => {
      setNews("Sending a test message, and waiting for the answer…");
      try {
        setNews(outcomeOf(await tryWebhook(webhook.id)));
      } catch (error) {
        setNews("");
        throw error;
      }
      setSent((n) => n + 1);
      onChanged(await getWebhook(webhook.id));
    });

  const askSecret = () =>
    setQuestion({
      title: "Give it another secret?",
      text: "For a day both secrets sign, so that nothing is refused until the program has the new one.",
      action: "Make a new secret",
      onYes: () => act.run(async () => setRenewed(await renewSecret(webhook.id))),
    });

  const askDelete = () =>
    setQuestion({
      title: "Delete this webhook?",
      text: "It goes with its ledger, and what waits is not sent any more.",
      action: "Delete it",
      onYes: () =>
        act.run(async () => {
          await deleteWebhook(webhook.id);
          go("/account/webhooks", { replace: true });
        }),
    });

  return (
    <main id="main" class="page webhook settings" tabIndex={-1}>
      <a class="back" href="/account/webhooks">
        <Icon name="back" /> All webhooks
      </a>
      <h1 class="webhook__url">{webhook.url}</h1>
      <p class="lead">
        {webhook.description ? `${webhook.description}: told` : "Told"} of {webhook.events.join(", ")}.
      </p>
      <p>
        <span class={`state state--${tone}`}>{word}</span>
        {webhook.failing_since !== null && (
          <span class="word--bad">
            {" "}
            nothing arrives; the first time <When at={webhook.failing_since} />
          </span>
        )}
      </p>
      {webhook.state === "disabled" && (
        <Notice tone="bad" title="It was disabled">
          <p>{webhook.reason ?? "It failed for days."} What happens meanwhile waits, for 30 days.</p>
        </Notice>
      )}
      {act.failure && (
        <Notice tone="bad" title="That did not work">
          <p>{act.failure}</p>
        </Notice>
      )}
      {renewed && (
        <Secret
          title="The new secret"
          about="It is shown this once. The former one signs too until this time tomorrow."
          secret={renewed.secret}
        />
      )}
      <p class="webhook__actions">
        <button
          type="button"
          class="button button--primary"
          aria-disabled={act.busy || !active}
          onClick={() => active && tryIt()}
        >
          Send a test message
        </button>
        <button
          type="button"
          class="button"
          aria-disabled={act.busy}
          onClick={() => turn(active ? "paused" : "active")}
        >
          {active ? "Pause it" : "Make it active"}
        </button>
        <button type="button" class="button" aria-disabled={act.busy} onClick={askSecret}>
          New secret…
        </button>
        <button type="button" class="button" aria-disabled={act.busy} onClick={askDelete}>
          Delete it…
        </button>
      </p>
      <p role="status">{news}</p>
      <Ledger key={sent} webhook={webhook} />
      <Confirm question={question} onClose={() => setQuestion(null)} />
    </main>
  );
}
