import { createContext, type ComponentChildren, type JSX } from "preact";
import { useContext, useEffect, useMemo, useState } from "preact/hooks";

/** Where the reader is, and how to go elsewhere without a reload. */
export interface Router {
  path: string;
  query: URLSearchParams;
  go(to: string, how?: { replace?: boolean }): void;
}

const RouterContext = createContext<Router | null>(null);

export function useRouter(): Router {
  const router = useContext(RouterContext);
  if (router === null) throw new Error("useRouter is called outside <RouterProvider>");
  return router;
}

/** Follows the address bar and turns clicks on links of our own into page changes. */
export function RouterProvider(props: {
  /** Where there is no address bar: the build's address. */
  start?: string;
  children: ComponentChildren;
}): JSX.Element {
  const [address, setAddress] = useState(() => props.start ?? currentAddress());

  useEffect(() => {
    const follow = () => setAddress(currentAddress());
    const onClick = (event: MouseEvent) => {
      const to = ownLink(event);
      if (to === null) return;
      event.preventDefault();
      navigate(to, false);
      follow();
    };
    addEventListener("popstate", follow);
    document.addEventListener("click", onClick);
    return () => {
      removeEventListener("popstate", follow);
      document.removeEventListener("click", onClick);
    };
  }, []);

  const router = useMemo<Router>(() => {
    const url = new URL(address, "http://here.invalid");
    return {
      path: url.pathname,
      query: url.searchParams,
      go(to, how = {}) {
        navigate(to, how.replace ?? false);
        setAddress(currentAddress());
      },
    };
  }, [address]);

  return <RouterContext.Provider value={router}>{props.children}</RouterContext.Provider>;
}

function currentAddress(): string {
  return location.pathname + location.search;
}

function navigate(to: string, replace: boolean): void {
  const from = location.pathname;
  history[replace ? "replaceState" : "pushState"](null, "", to);
  if (location.pathname !== from) scrollTo(0, 0);
}

/** The address of a plain left click on a link to another page of ours, else null. */
function ownLink(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  if (!link || link.target || link.hasAttribute("download")) return null;
  if (link.origin !== location.origin || link.getAttribute("href")?.startsWith("#")) return null;
  // The API and its documentation are served by the service itself.
  if (/^\/(api|docs|openapi\.json)(\/|$)/.test(link.pathname)) return null;
  return link.pathname + link.search + link.hash;
}

/** A path of this site to come back to, or "/" for anything that could lead off it. */
export function safeReturn(next: string | null): string {
  if (!next || !/^\/(?![/\\])/.test(next)) return "/";
  try {
    const url = new URL(next, "http://here.invalid");
    if (url.host !== "here.invalid") return "/";
    return url.pathname + url.search + url.hash;
  } catch {
    return "/";
  }
}
