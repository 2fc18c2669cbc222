import type { ComponentChildren, JSX } from "preact";

import {
  addressOf,
  getProgress,
  listReviews,
  reviewAddress,
  type Named,
  type Progress,
  type ReviewItem,
} from "../../api/learn";
import { NamedRow } from "../../components/NamedRow";
import { useLoading, Waiting } from "../../loading";
import { useTitle } from "../../title";
import { ago } from "../problem/ago";
import { Calendar } from "./Calendar";
import { Standing } from "./Standing";

const AHEAD_DAYS = 30;
const SHOWN = 6;

const VERDICTS: Record<string, string> = {
  accepted: "accepted",
  wrong_answer: "wrong answer",
  runtime_error: "runtime error",
  time_limit_exceeded: "too slow",
  memory_limit_exceeded: "too much memory",
  output_limit_exceeded: "too much output",
  syntax_error: "syntax error",
  forbidden: "not allowed",
  judge_error: "our fault",
};

/** Where somebody was, what is due, and how far they are. */
export function Learner({ name }: { name: string }): JSX.Element {
  useTitle("");
  const loading = useLoading(
    async () => {
      const [progress, reviews] = await Promise.all([getProgress(), listReviews(AHEAD_DAYS)]);
      return { progress, reviews };
    },
    [],
  );
  if (loading.value === null) {
    return (
      <Waiting loading={loading} what="overview">
        Reading how far you are…
      </Waiting>
    );
  }
  const { progress, reviews } = loading.value;
  const now = new Date().toISOString();
  const due = reviews.filter((item) => new Date(item.due_at).toISOString() <= now);
  const next = nextOf(progress);
  return (
    <main id="main" class="page home" tabIndex={-1}>
      <header class="home__head">
        <h1>{next.begun ? `Welcome back, ${name}` : `Welcome, ${name}`}</h1>
        <p class="lead">{summary(progress)}</p>
      </header>
      <section class="home__section" aria-labelledby="next">
        <h2 id="next">{next.begun ? "Go on" : "Begin"}</h2>
        {next.done && (
          <p>
            Everything that you began is done. <a href="/problems?status=new">Find a new problem</a>
            {next.items.length > 0 && ", or begin one of these"}.
          </p>
        )}
        {next.items.length > 0 && (
          <ol class="items">
            {next.items.map(({ what, note }) => (
              <NamedRow key={what.id} what={what} note={note} />
            ))}
          </ol>
        )}
      </section>
      <section class="home__section" aria-labelledby="review">
        <h2 id="review">Review</h2>
        {due.length > 0 ? (
          <>
            <p class="quiet">
              Known once, and about to be forgotten: solve or answer it once more.
            </p>
            <ol class="items">
              {due.slice(0, SHOWN).map((item) => (
                <NamedRow
                  key={item.what.id}
                  what={item.what}
                  href={reviewAddress(item)}
                  note={partWords(item)}
                />
              ))}
            </ol>
            {due.length > SHOWN && <p class="quiet">And {due.length - SHOWN} more after these.</p>}
          </>
        ) : (
          <p class="quiet">{later(reviews)}</p>
        )}
      </section>
      <section class="home__section" aria-labelledby="days">
        <h2 id="days">The last year</h2>
        <Calendar days={progress.days} />
      </section>
      <Standing progress={progress} />
      {progress.recent.length > 0 && (
        <section class="home__section" aria-labelledby="recent">
          <h2 id="recent">Last submissions</h2>
          <ol class="recent">
            {progress.recent.map((item) => (
              <li key={item.id}>
                <a href={`${addressOf(item.what)}?attempt=${item.id}`}>{item.what.title}</a>
                <Verdict accepted={item.verdict === "accepted"}>
                  {item.verdict ? VERDICTS[item.verdict] : "being judged"}
                </Verdict>
                <span class="quiet">{ago(item.created_at)}</span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </main>
  );
}

function Verdict(props: { accepted: boolean; children: ComponentChildren }): JSX.Element {
  return <span class={props.accepted ? "recent__good" : "quiet"}>{props.children}</span>;
}

interface Next {
  begun: boolean;
  /** Nothing that was begun is left. */
  done: boolean;
  items: { what: Named; note: string | null }[];
}

/**
 * What was begun and is not done, then the next step of each course that was begun; where there is
 * none of either, the first steps of the other courses.
 */
function nextOf(progress: Progress): Next {
  const items: Next["items"] = progress.unfinished.map((what) => ({ what, note: null }));
  const courses = progress.courses.filter((course) => course.next !== null);
  const begun = items.length > 0 || progress.solved > 0 || progress.questions.answered > 0;
  const begunCourses = courses.filter((course) => course.solved > 0);
  const done = begun && items.length === 0 && begunCourses.length === 0;
  for (const course of begun && !done ? begunCourses : courses) {
    const what = course.next!;
    if (items.some((item) => item.what.id === what.id)) continue;
    items.push({ what, note: course.solved > 0 ? "next step" : null });
  }
  return { begun, done, items: items.slice(0, SHOWN) };
}

function summary(progress: Progress): string {
  const { streak, solved, total } = progress;
  const days = streak === 1 ? "1 day in a row" : `${streak} days in a row`;
  const done = `${solved} of ${total} problems solved`;
  return streak > 0 ? `${days}. ${done}.` : `${done}.`;
}

function partWords({ what, parts }: ReviewItem): string | null {
  if (what.kind === "problem") return null;
  const noun = what.kind === "lab" ? "prompt" : "part";
  return parts.length === 1 ? `1 ${noun}` : `${parts.length} ${noun}s`;
}

const DAY_MILLISECONDS = 86_400_000;

function later(reviews: ReviewItem[]): string {
  const first = reviews[0];
  if (!first) return "Nothing to review. What you solve and answer comes back here in some days.";
  const days = Math.ceil((Date.parse(first.due_at) - Date.now()) / DAY_MILLISECONDS);
  const when = days <= 1 ? "tomorrow" : `in ${days} days`;
  return `Nothing is due today. Next: ${first.what.title}, ${when}.`;
}
