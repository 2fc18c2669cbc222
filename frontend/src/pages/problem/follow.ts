import { ApiError, eventsUrl, getSubmission } from "../../api/client";
import type { Submission, SubmissionStatus } from "../../api/types";
import type { News, TestNews } from "./judging";

const POLL_MILLISECONDS = 1000;
const SLOWEST_POLL_MILLISECONDS = 8000;
// The browser connects again by itself; after this many failures in a row we ask instead.
const MISSES_BEFORE_POLLING = 2;
// Longer than any queue should be; afterwards the reader is told instead of waiting forever.
const PATIENCE_MILLISECONDS = 15 * 60 * 1000;

/**
 * Tell `hear` all news of one submission until it is done: by server-sent events, and by asking
 * once a second when they cannot be had.
 *
 * @returns a function that stops it
 */
export function follow(id: string, hear: (news: News) => void): () => void {
  let stopped = false;
  let misses = 0;
  let timer: number | undefined;
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  const source = new EventSource(eventsUrl(id));

  const tests = gather((news) => hear({ kind: "tests", news }));

  const stop = () => {
    stopped = true;
    source.close();
    clearTimeout(timer);
    tests.drop();
  };
  const on = <T>(name: string, use: (data: T) => void) =>
    source.addEventListener(name, (event) => {
      misses = 0;
      if (!stopped) use(JSON.parse((event as MessageEvent<string>).data) as T);
    });

  on<{ status: SubmissionStatus }>("status", ({ status }) => {
    // `done` as a status is followed by the submission itself.
    if (status === "done") return;
    tests.drop(); // Judged anew, they come again.
    hear({ kind: "status", status });
  });
  on<TestNews>("test", tests.add);
  on<Submission>("done", (submission) => {
    stop();
    hear({ kind: "submission", submission });
  });
  source.addEventListener("error", () => {
    if (stopped) return;
    misses += 1;
    if (source.readyState !== EventSource.CLOSED && misses < MISSES_BEFORE_POLLING) {
      hear({ kind: "link", link: "retrying" });
      return;
    }
    source.close();
    hear({ kind: "link", link: "polling" });
    void poll(POLL_MILLISECONDS);
  });

  const poll = async (pause: number): Promise<void> => {
    if (stopped) return;
    try {
      const submission = await getSubmission(id);
      if (stopped) return;
      hear({ kind: "submission", submission });
      hear({ kind: "link", link: "polling" });
      if (submission.status === "done") return stop();
      pause = POLL_MILLISECONDS;
    } catch (error) {
      if (stopped) return;
      const final = error instanceof ApiError && [401, 403, 404].includes(error.status);
      if (final || Date.now() > deadline) {
        stop();
        hear({ kind: "lost", failure: error, outdated: false });
        return;
      }
      hear({ kind: "link", link: "retrying" });
      pause = Math.min(pause * 2, SLOWEST_POLL_MILLISECONDS);
    }
    timer = window.setTimeout(() => void poll(pause), pause);
  };

  return stop;
}

/**
 * Gather news of tests until the next frame: twenty may come at once, and drawing each of them
 * would hold up the verdict that comes behind.
 */
function gather(tell: (news: TestNews[]) => void): { add(news: TestNews): void; drop(): void } {
  let gathered: TestNews[] = [];
  let frame: number | null = null;
  return {
    add(news) {
      gathered.push(news);
      frame ??= requestAnimationFrame(() => {
        frame = null;
        tell(gathered);
        gathered = [];
      });
    },
    drop() {
      if (frame !== null) cancelAnimationFrame(frame);
      frame = null;
      gathered = [];
    },
  };
}
