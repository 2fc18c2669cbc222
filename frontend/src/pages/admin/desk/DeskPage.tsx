import type { ComponentChildren, JSX } from "preact";

import { useTitle } from "../../../title";
import { DeskNav } from "./DeskNav";
import "../../../listing/table.css";
import "../admin.css";
import "../../../styles/states.css";

interface DeskPageProps {
  title: string;
  lead?: ComponentChildren;
  /** Buttons and links beside the title. */
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** The frame of a page of the desk: the ways to the others, what it is, and its contents. */
export function DeskPage({ title, lead, actions, children }: DeskPageProps): JSX.Element {
  useTitle(title);
  return (
    <main id="main" class="page admin" tabIndex={-1}>
      <DeskNav />
      <header class="admin__head">
        <div>
          <h1>{title}</h1>
          {lead && <p class="lead">{lead}</p>}
        </div>
        {actions && <div class="admin__actions">{actions}</div>}
      </header>
      {children}
    </main>
  );
}
