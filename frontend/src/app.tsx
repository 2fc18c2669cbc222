import { Component, type ComponentChildren, type JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { Header } from "./components/Header";
import { Notice } from "./components/Notice";
import { Offline } from "./components/Offline";
import { ReportLink } from "./components/ReportLink";
import { lazyPart } from "./lazy";
import { useRouter } from "./router";
import { Route } from "./routes";

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
