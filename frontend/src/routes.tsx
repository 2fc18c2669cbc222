import type { JSX } from "preact";

import { lazyPage } from "./lazy";
import { NotFound } from "./pages/not-found/NotFound";

const Home = lazyPage(() => import("./pages/home/Home").then((module) => module.Home));
const Catalogue = lazyPage(() =>
  import("./pages/catalogue/Catalogue").then((module) => module.Catalogue),
);
const ProblemPage = lazyPage(() =>
  import("./pages/problem/ProblemPage").then((module) => module.ProblemPage),
);
const Account = lazyPage(() => import("./pages/account/Account").then((module) => module.Account));
const AccountPage = lazyPage(() =>
  import("./pages/account/AccountPage").then((module) => module.AccountPage),
);
const WebhooksPage = lazyPage(() =>
  import("./pages/account/webhooks").then((module) => module.WebhooksPage),
);
const WebhookPage = lazyPage(() =>
  import("./pages/account/webhooks").then((module) => module.WebhookPage),
);
const Feedback = lazyPage(() =>
  import("./pages/feedback/Feedback").then((module) => module.Feedback),
);
const Help = lazyPage(() => import("./pages/help/Help").then((module) => module.Help));

const CourseList = lazyPage(() =>
  import("./pages/course/CourseList").then((module) => module.CourseList),
);
const CoursePage = lazyPage(() =>
  import("./pages/course/CoursePage").then((module) => module.CoursePage),
);
const LabList = lazyPage(() => import("./pages/lab/LabList").then((module) => module.LabList));
const LabPage = lazyPage(() => import("./pages/lab/LabPage").then((module) => module.LabPage));
const DeckList = lazyPage(() =>
  import("./pages/question/DeckList").then((module) => module.DeckList),
);
const DeckPage = lazyPage(() =>
  import("./pages/question/DeckPage").then((module) => module.DeckPage),
);
const AdminPage = lazyPage(() => import("./pages/admin").then((module) => module.AdminPage));
const AuthorPage = lazyPage(() => import("./pages/admin").then((module) => module.AuthorPage));
const Desk = lazyPage(() => import("./pages/admin/desk").then((module) => module.Desk));

const desk = () => <Desk />; // it has a page for each of its addresses

/** What each address shows; `{id}` names one of a kind. Each has to be in `tests/e2e/test_every_page.py`. */
const ROUTES: Record<string, (id: string) => JSX.Element> = {
  "/": () => <Home />,
  "/problems": () => <Catalogue />,
  "/problems/{id}": (id) => <ProblemPage key={id} id={id} />,
  "/courses": () => <CourseList />,
  "/courses/{id}": (id) => <CoursePage key={id} id={id} />,
  "/labs": () => <LabList />,
  "/labs/{id}": (id) => <LabPage key={id} id={id} />,
  "/questions": () => <DeckList />,
  "/questions/{id}": (id) => <DeckPage key={id} id={id} />,
  "/help": () => <Help />,
  "/feedback": () => <Feedback />,
  "/login": () => <Account key="login" kind="login" />,
  "/register": () => <Account key="register" kind="register" />,
  "/account": () => <AccountPage />,
  "/account/webhooks": () => <WebhooksPage />,
  "/account/webhooks/{id}": (id) => <WebhookPage key={id} id={id} />,
  "/admin": () => <AdminPage />,
  "/admin/problems/{id}": (id) => <AuthorPage key={id} id={id} />,
  "/admin/attempts": desk,
  "/admin/attempts/{id}": desk,
  "/admin/feedback": desk,
  "/admin/people": desk,
  "/admin/people/{id}": desk,
  "/admin/queue": desk,
  "/admin/record": desk,
  "/admin/rejudges": desk,
  "/admin/rejudges/{id}": desk,
};

const PATTERNS = Object.entries(ROUTES).map(
  ([address, page]) =>
    [new RegExp(`^${address.replace("{id}", "([A-Za-z0-9_.-]+)")}/?$`), page] as const,
);

/** The page of an address. */
export function Route({ path }: { path: string }): JSX.Element {
  for (const [pattern, page] of PATTERNS) {
    const found = pattern.exec(path);
    if (found) return page(found[1] ?? "");
  }
  return <NotFound />;
}
