import type { JSX } from "preact";

import { useRouter } from "../../../router";
import { mayAdmin, useSession } from "../../../session";
import "./desk.css";

const PARTS = [
  { href: "/admin", name: "Sources", forAuthors: true },
  { href: "/admin/attempts", name: "Attempts", forAuthors: false },
  { href: "/admin/rejudges", name: "Rejudgings", forAuthors: true },
  { href: "/admin/feedback?state=open", name: "Reports", forAuthors: false },
  { href: "/admin/people", name: "People", forAuthors: false },
  { href: "/admin/queue", name: "Queue and cells", forAuthors: false },
  { href: "/admin/record", name: "Record", forAuthors: false },
] as const;

/** The ways to the pages of the desk: those that one may open. */
export function DeskNav(): JSX.Element {
  const { path } = useRouter();
  const { user } = useSession();
  return (
    <nav class="desk-nav" aria-label="Admin">
      {PARTS.filter(({ forAuthors }) => forAuthors || mayAdmin(user)).map(({ href, name }) => {
        const place = href.split("?")[0]!;
        const here = path === place || (place !== "/admin" && path.startsWith(`${place}/`));
        return (
          <a key={href} href={href} aria-current={here ? "page" : undefined}>
            {name}
          </a>
        );
      })}
    </nav>
  );
}
