/** What admins need before an editor: both pages, loaded together; `Authoring` comes after. */
export { AdminPage } from "./AdminPage";
export { AuthorPage } from "./AuthorPage";
