/** What course back ends need of the account pages: loaded together. */
export { WebhookPage } from "./WebhookPage";
export { WebhooksPage } from "./WebhooksPage";
