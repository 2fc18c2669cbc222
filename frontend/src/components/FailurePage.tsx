import type { JSX } from "preact";

import { ApiError } from "../api/client";
import { describe } from "../api/words";
import { useBack } from "../back";
import { ReportLink } from "./ReportLink";
import { NotFound } from "../pages/not-found/NotFound";
import { useRouter } from "../router";
import { useTitle } from "../title";

interface FailurePageProps {
  failure: unknown;
  /** The page's thing, as in "The lab did not load". */
  what: string;
  onAgain(): void;
}

/** A page whose thing could not be read: which error it is, in words, and what can be done. */
export function FailurePage({ failure, what, onAgain }: FailurePageProps): JSX.Element {
  const status = failure instanceof ApiError ? failure.status : null;
  if (status === 404) return <NotFound what={what} />;
  return <Failure kind={kindOf(status)} failure={failure} what={what} onAgain={onAgain} />;
}

type Kind = "offline" | "log in" | "forbidden" | "gone" | "slow down" | "ours";

function kindOf(status: number | null): Kind {
  if (status === 0) return "offline";
  if (status === 401) return "log in";
  if (status === 403) return "forbidden";
  if (status === 410) return "gone";
  return status === 429 ? "slow down" : "ours";
}

const WORDS: Record<Kind, { mark: string; title: string }> = {
  offline: { mark: "f(?)", title: "No connection" },
  "log in": { mark: "∂/∂you", title: "Log in to see this" },
  forbidden: { mark: "x ∉ D", title: "Not for your account" },
  gone: { mark: "f → 0", title: "Withdrawn" },
  "slow down": { mark: "‖∇f‖ > c", title: "Too many steps at once" },
  ours: { mark: "NaN", title: "Our fault, not yours" },
};

function Failure(props: FailurePageProps & { kind: Kind }): JSX.Element {
  const { kind, failure, what, onAgain } = props;
  const { path, query } = useRouter();
  const { mark, title } = WORDS[kind];
  useTitle(title);
  useBack(kind === "offline", onAgain);
  const here = encodeURIComponent(query.size > 0 ? `${path}?${query}` : path);
  return (
    <main id="main" class="page page--narrow not-found" tabIndex={-1}>
      <p class="not-found__mark" aria-hidden="true">
        {mark}
      </p>
      <h1>{title}</h1>
      <div role="alert">
        <p>
          The {what} did not load. {describe(failure)}
        </p>
      </div>
      <p class="answer-actions">
        {kind === "log in" ? (
          <a class="button button--primary" href={`/login?next=${here}`}>
            Log in
          </a>
        ) : (
          kind !== "gone" &&
          kind !== "forbidden" && (
            <button type="button" class="button button--primary" onClick={onAgain}>
              Try again
            </button>
          )
        )}
        <a class="button" href="/problems">
          See all problems
        </a>
      </p>
      {(kind === "ours" || kind === "gone" || kind === "forbidden") && (
        <p class="not-found__report">
          <ReportLink words="Tell the operator" /> if it stays so.
        </p>
      )}
    </main>
  );
}
