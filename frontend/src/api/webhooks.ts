/** The calls that tell course back ends of verdicts. */
import { call, segment } from "./client";
import type { Delivery, NewWebhook, Page, Webhook, WebhookChange, WebhookWithSecret } from "./types";

/** How long the service waits for the answer to a message that was just sent. */
const WAIT_SECONDS = 20;

export async function listWebhooks(): Promise<Webhook[]> {
  return (await call<Page<Webhook>>("GET", "/me/webhooks")).items;
}

export function getWebhook(id: string): Promise<Webhook> {
  return call("GET", `/me/webhooks/${segment(id)}`);
}

/** The answer holds the secret this once. */
export function makeWebhook(wish: NewWebhook): Promise<WebhookWithSecret> {
  return call("POST", "/me/webhooks", wish);
}

export function changeWebhook(id: string, change: WebhookChange): Promise<Webhook> {
  return call("PATCH", `/me/webhooks/${segment(id)}`, change);
}

/** Delete it with its ledger. */
export function deleteWebhook(id: string): Promise<void> {
  return call("DELETE", `/me/webhooks/${segment(id)}`);
}

/** Give it another secret, which the answer holds this once. */
export function renewSecret(id: string): Promise<WebhookWithSecret> {
  return call("POST", `/me/webhooks/${segment(id)}/secret`);
}

/** Send a message that tells of nothing, and what came of its first try. */
export function tryWebhook(id: string): Promise<Delivery> {
  return call("POST", `/me/webhooks/${segment(id)}/test?wait=${WAIT_SECONDS}`);
}

/** What was sent, newest first; only one status where one is given. */
export function listDeliveries(
  id: string,
  status: string,
  cursor: string | null,
): Promise<Page<Delivery>> {
  const query = new URLSearchParams({ limit: "20" });
  if (status !== "") query.set("status", status);
  if (cursor !== null) query.set("cursor", cursor);
  return call("GET", `/me/webhooks/${segment(id)}/deliveries?${query}`);
}

/** Send a message again, and what came of the first try. */
export function redeliver(webhook: string, id: string): Promise<Delivery> {
  const path = `/me/webhooks/${segment(webhook)}/deliveries/${segment(id)}/redeliver`;
  return call("POST", `${path}?wait=${WAIT_SECONDS}`);
}
