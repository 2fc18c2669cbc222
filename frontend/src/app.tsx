import { Component, type ComponentChildren, type JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { Header } from "./components/Header";
import { Notice } from "./components/Notice";
import { Offline } from "./components/Offline";
import { ReportLink } from "./components/ReportLink";
import { lazyPage, lazyPart } from "./lazy";
import { NotFound } from "./pages/not-found/NotFound";
import { useRouter } from "./router";

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

/** By the first part of their address: all of a kind, and one by its id. */
const LEARNING = {
  courses: [
    lazyPage(() => import("./pages/course/CourseList").then((module) => module.CourseList)),
    lazyPage(() => import("./pages/course/CoursePage").then((module) => module.CoursePage)),
  ],
  labs: [
    lazyPage(() => import("./pages/lab/LabList").then((module) => module.LabList)),
    lazyPage(() => import("./pages/lab/LabPage").then((module) => module.LabPage)),
  ],
  questions: [
    lazyPage(() => import("./pages/question/DeckList").then((module) => module.DeckList)),
    lazyPage(() => import("./pages/question/DeckPage").then((module) => module.DeckPage)),
  ],
} as const;

const AdminPage = lazyPage(() => import("./pages/admin").then((module) => module.AdminPage));
const AuthorPage = lazyPage(() => import("./pages/admin").then((module) => module.AuthorPage));
const Desk = lazyPage(() => import("./pages/admin/desk").then((module) => module.Desk));

const EditorDialog = lazyPart(() =>
  import("./pages/problem/EditorDialog").then((module) => module.EditorDialog),
);

export function App(): JSX.Element {
  const { path } = useRouter();
  const [keys, setKeys] = useState(false);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target as Element;
      if (target.closest(".editor, input, textarea, select, dialog[open]")) return;
      if (location.pathname.startsWith("/admin/")) return; // authors have keys of their own
      event.preventDefault();
      setKeys(true);
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);

  return (
    <>
      <a class="skip-link" href="#main">
        Skip to the content
      </a>
      <p id="announcer" class="visually-hidden" role="status" />
      <Header />
      <Offline />
      <ErrorBoundary key={path}>
        <Route path={path} />
      </ErrorBoundary>
      {keys && <EditorDialog onClose={() => setKeys(false)} />}
    </>
  );
}

function Route({ path }: { path: string }): JSX.Element {
  const problem = /^\/problems\/([A-Za-z0-9_.-]+)\/?$/.exec(path)?.[1];
  if (path === "/") return <Home />;
  if (path === "/problems") return <Catalogue />;
  if (problem !== undefined) return <ProblemPage key={problem} id={problem} />;
  const [, list, one] = /^\/(courses|labs|questions)(?:\/([A-Za-z0-9_.-]+))?\/?$/.exec(path) ?? [];
  if (list !== undefined) {
    const [List, One] = LEARNING[list as keyof typeof LEARNING];
    return one === undefined ? <List /> : <One key={one} id={one} />;
  }
  const source = /^\/admin\/problems\/([A-Za-z0-9_.-]+)\/?$/.exec(path)?.[1];
  if (/^\/admin\/?$/.test(path)) return <AdminPage />;
  if (source !== undefined) return <AuthorPage key={source} id={source} />;
  if (/^\/admin\/(attempts|feedback|people|queue|record|rejudges)(\/|$)/.test(path)) return <Desk />;
  if (path === "/help") return <Help />;
  if (path === "/feedback") return <Feedback />;
  const webhook = /^\/account\/webhooks\/([A-Za-z0-9-]+)\/?$/.exec(path)?.[1];
  if (webhook !== undefined) return <WebhookPage key={webhook} id={webhook} />;
  if (/^\/account\/webhooks\/?$/.test(path)) return <WebhooksPage />;
  if (path === "/account") return <AccountPage />;
  if (path === "/login") return <Account key="login" kind="login" />;
  if (path === "/register") return <Account key="register" kind="register" />;
  return <NotFound />;
}

/** Shows an error page of ours instead of an empty one when a component throws. */
class ErrorBoundary extends Component<{ children: ComponentChildren }, { failed: boolean }> {
  override state = { failed: false };

  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ failed: true });
  }

  render(): ComponentChildren {
    if (!this.state.failed) return this.props.children;
    return (
      <main id="main" class="page page--narrow">
        <Notice tone="bad" title="This page has failed">
          <p>It is our fault, not yours. Your code is kept in this browser.</p>
          <p class="notice__actions">
            <button type="button" class="button" onClick={() => location.reload()}>
              Load it again
            </button>
            <ReportLink words="Report it" />
          </p>
        </Notice>
      </main>
    );
  }
}
