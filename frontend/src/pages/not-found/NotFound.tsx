import type { JSX } from "preact";

import { ReportLink } from "../../components/ReportLink";
import { useTitle } from "../../title";
import "./not-found.css";

export function NotFound({ what = "page" }: { what?: string }): JSX.Element {
  useTitle("Not found");
  return (
    <main id="main" class="page page--narrow not-found" tabIndex={-1}>
      <p class="not-found__mark" aria-hidden="true">
        ∇f = 0
      </p>
      <h1>Nothing here to descend to</h1>
      <p>There is no such {what}. It may have been renamed, or the address has a slip in it.</p>
      <p>
        <a class="button button--primary" href="/problems">
          See all problems
        </a>
      </p>
      <p class="not-found__report">
        Did a link of ours lead here? <ReportLink words="Report it" />.
      </p>
    </main>
  );
}
