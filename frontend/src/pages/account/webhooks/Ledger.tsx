import type { JSX } from "preact";
import { useState } from "preact/hooks";

import type { Delivery, Webhook } from "../../../api/types";
import { listDeliveries, redeliver } from "../../../api/webhooks";
import { Notice } from "../../../components/Notice";
import { When } from "../../../components/When";
import { ListEnd } from "../../../listing/ListEnd";
import { useList } from "../../../listing/useList";
import { useRouter } from "../../../router";
import { useAct } from "../useAct";
import { dueAt, outcomeOf, STATUSES } from "./words";

/** What was sent to an endpoint, newest first, and what became of each message. */
export function Ledger({ webhook }: { webhook: Webhook }): JSX.Element {
  const { path, query, go } = useRouter();
  const wanted = query.get("status") ?? "";
  const list = useList((cursor) => listDeliveries(webhook.id, wanted, cursor), wanted);
  const [news, setNews] = useState("");
  const act = useAct();

  const again = (delivery: Delivery) =>
    act.run(async () => {
      setNews("Sending it again…");
      try {
        setNews(outcomeOf(await redeliver(webhook.id, delivery.id)));
      } catch (error) {
        setNews("");
        throw error;
      }
      list.reload();
    });

  return (
    <section aria-labelledby="ledger-title">
      <h2 id="ledger-title">What was sent</h2>
      <p class="ledger__filter">
        <label>
          <span>Show</span>{" "}
          <select
            value={wanted}
            onChange={(event) => {
              const { value } = event.currentTarget;
              go(value === "" ? path : `${path}?status=${value}`, { replace: true });
            }}
          >
            <option value="">all of the last 30 days</option>
            {Object.entries(STATUSES).map(([status, { word }]) => (
              <option key={status} value={status}>
                {word}
              </option>
            ))}
          </select>
        </label>
        <button type="button" class="button" aria-disabled={list.busy} onClick={list.reload}>
          Look again
        </button>
      </p>
      {act.failure && (
        <Notice tone="bad" title="It was not sent again">
          <p>{act.failure}</p>
        </Notice>
      )}
      <p role="status">{news}</p>
      {list.items !== null && list.items.length > 0 && (
        <table class="desk-table">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Event</th>
              <th scope="col">State</th>
              <th scope="col">Tries</th>
              <th scope="col">What came back</th>
              <th scope="col">
                <span class="visually-hidden">Again</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.items.map((delivery) => (
              <Row
                key={delivery.id}
                delivery={delivery}
                busy={act.busy || webhook.state !== "active"}
                onAgain={() => again(delivery)}
              />
            ))}
          </tbody>
        </table>
      )}
      <ListEnd list={list} what="ledger" none="Nothing was sent so far." />
    </section>
  );
}

interface RowProps {
  delivery: Delivery;
  busy: boolean;
  onAgain(): void;
}

function Row({ delivery, busy, onAgain }: RowProps): JSX.Element {
  const { word, tone } = STATUSES[delivery.status];
  return (
    <tr>
      <td class="desk-table__when">
        <When at={delivery.created_at} />
      </td>
      <th scope="row">{delivery.event}</th>
      <td>
        <span class={`state state--${tone}`}>{word}</span>
      </td>
      <td data-label="Tries">{delivery.attempts}</td>
      <td class="ledger__answer">
        {delivery.response_status !== null && <>HTTP {delivery.response_status}. </>}
        {delivery.error}
        {delivery.next_at !== null && <> Next try {dueAt(delivery.next_at)}.</>}
      </td>
      <td>
        <button
          type="button"
          class="text-button"
          aria-disabled={busy}
          onClick={() => !busy && onAgain()}
        >
          Send again
          <span class="visually-hidden">
            : {delivery.event} of {new Date(delivery.created_at).toLocaleString()}
          </span>
        </button>
      </td>
    </tr>
  );
}
