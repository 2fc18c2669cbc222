import type { JSX } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

import { useRouter } from "../router";
import { mayAdmin, mayAuthor, mayRegister, useSession } from "../session";
import { currentTheme, onSystemTheme, toggleTheme, type Theme } from "../theme";
import { Icon } from "./Icon";

const SECTIONS = [
  ["/problems", "Problems"],
  ["/courses", "Courses"],
  ["/labs", "Labs"],
  ["/questions", "Questions"],
] as const;

export function Header(): JSX.Element {
  const { path } = useRouter();
  const { user } = useSession();
  return (
    <header class="header">
      <a class="brand" href="/" aria-label="Nabla, home">
        <svg class="brand__mark" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
          <path d="M2.2 3h15.6L10 17.4ZM6.9 5.6l3.9 7.4" />
        </svg>
        <span class="brand__name">Nabla</span>
      </a>
      <nav class="header__nav" aria-label="Main">
        {SECTIONS.map(([address, name]) => (
          <a
            key={address}
            href={address}
            aria-current={path.startsWith(address) ? "page" : undefined}
          >
            {name}
          </a>
        ))}
        {mayAuthor(user) && (
          <a href="/admin" aria-current={path.startsWith("/admin") ? "page" : undefined}>
            {mayAdmin(user) ? "Admin" : "Authoring"}
          </a>
        )}
      </nav>
      <div class="header__end">
        <a class="icon-button header__help" href="/help" aria-label="Help" title="Help and keys">
          ?
        </a>
        <ThemeToggle />
        <Account />
      </div>
    </header>
  );
}

function ThemeToggle(): JSX.Element {
  const [theme, setTheme] = useState<Theme | null>(null); // The build cannot know it.
  useLayoutEffect(() => {
    const follow = () => setTheme(currentTheme());
    follow();
    return onSystemTheme(follow);
  }, []);
  const other = theme === "dark" ? "light" : "dark";
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={`Switch to the ${other} theme`}
      title={`Switch to the ${other} theme`}
      onClick={() => setTheme(toggleTheme())}
    >
      {theme !== null && <Icon name={theme === "dark" ? "sun" : "moon"} />}
    </button>
  );
}

function Account(): JSX.Element | null {
  const session = useSession();
  const { user, leave } = session;
  const { path, query } = useRouter();
  if (user === undefined) return null;
  if (user === null || user.role === "guest") {
    const onAccountPage = path === "/login" || path === "/register";
    const here = path + (query.size > 0 ? `?${query}` : "");
    const back = onAccountPage ? query.get("next") : here;
    const suffix = back && back !== "/" ? `?next=${encodeURIComponent(back)}` : "";
    return (
      <>
        {user !== null && (
          <span class="header__user" title="What you do is kept for a week">
            Guest
          </span>
        )}
        <a class="header__link" href={`/login${suffix}`}>
          Log in
        </a>
        {mayRegister(session) && (
          <a class="button button--small button--primary" href={`/register${suffix}`}>
            Sign up
          </a>
        )}
      </>
    );
  }
  return (
    <>
      <a class="header__user" href="/account" title={`Logged in as ${user.username}`}>
        <span class="visually-hidden">Your account: </span>
        {user.username}
      </a>
      <button type="button" class="header__link" onClick={() => void leave()}>
        Log out
      </button>
    </>
  );
}
