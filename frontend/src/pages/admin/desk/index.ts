/** What admins need to look after people, attempts and the service: loaded together. */
export { Desk } from "./Desk";
