import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { getStatistics } from "../../../api/admin";
import type { Statistics } from "../../../api/types";
import { describe } from "../../../api/words";
import { Notice } from "../../../components/Notice";
import { wordsFor } from "../../problem/verdicts";
import { count, duration } from "../words";
import { Bars, type Bar } from "./Bars";
import "./statistics.css";

interface StatisticsPanelProps {
  id: string;
  published: boolean;
}

/** How candidates fare with the problem: over all versions, or over one. */
export function StatisticsPanel({ id, published }: StatisticsPanelProps): JSX.Element {
  const [version, setVersion] = useState("");
  const [found, setFound] = useState<Statistics | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [tries, setTries] = useState(0);

  useEffect(() => {
    if (!published) return;
    let gone = false;
    setFailure(null);
    getStatistics(id, version === "" ? null : Number(version)).then(
      (statistics) => !gone && setFound(statistics),
      (error: unknown) => !gone && setFailure(error),
    );
    return () => {
      gone = true;
    };
  }, [id, published, version, tries]);

  if (!published) {
    return <p class="quiet">There are no statistics before the first version is published.</p>;
  }
  if (failure !== null) {
    return (
      <Notice tone="bad" title="The statistics did not load">
        <p>{describe(failure)}</p>
        <button type="button" class="button" onClick={() => setTries(tries + 1)}>
          Try again
        </button>
      </Notice>
    );
  }
  if (found === null) return <p class="loading">Counting…</p>;
  return (
    <div class="statistics">
      <Figures statistics={found} />
      <label class="statistics__version">
        <span>Attempts at</span>
        <select value={version} onChange={(event) => setVersion(event.currentTarget.value)}>
          <option value="">all versions</option>
          {found.versions.map((one) => (
            <option key={one.version} value={String(one.version)}>
              version {one.version}: {count(one.judged, "attempt")}
            </option>
          ))}
        </select>
      </label>
      {found.attempts.judged === 0 ? (
        <p class="quiet">Nobody has had an attempt judged{version && " at this version"} so far.</p>
      ) : (
        <Attempts statistics={found} />
      )}
      {found.hints.length > 0 && (
        <Bars
          title="Hints"
          about="How many people opened each hint."
          head={["Hint", "People"]}
          of={found.people.opened}
          bars={found.hints.map(({ hint, people }) => ({ name: `Hint ${hint}`, value: people }))}
        />
      )}
    </div>
  );
}

function Figures({ statistics }: { statistics: Statistics }): JSX.Element {
  const { people, attempts, seconds_to_solve: time, attempts_to_solve: tries } = statistics;
  return (
    <dl class="figures">
      <div class="figure-box">
        <dt>Accepted</dt>
        <dd>{attempts.acceptance === null ? "none yet" : `${Math.round(attempts.acceptance * 100)} %`}</dd>
        <dd class="figure-box__more">
          {attempts.accepted} of {count(attempts.judged, "attempt")}
        </dd>
      </div>
      <div class="figure-box">
        <dt>Solved it</dt>
        <dd>{people.solved}</dd>
        <dd class="figure-box__more">
          of {people.tried} who tried, {people.opened} who looked
        </dd>
      </div>
      <div class="figure-box">
        <dt>Time to solve</dt>
        <dd>{time === null ? "none yet" : duration(time.median)}</dd>
        <dd class="figure-box__more">
          {time === null ? "nobody has solved it" : `in the middle; one in ten over ${duration(time.p90)}`}
        </dd>
      </div>
      <div class="figure-box">
        <dt>Attempts to solve</dt>
        <dd>{tries === null ? "none yet" : tries.median}</dd>
        <dd class="figure-box__more">
          {tries === null ? "nobody has solved it" : `in the middle; one in ten over ${tries.p90}`}
        </dd>
      </div>
    </dl>
  );
}

function Attempts({ statistics }: { statistics: Statistics }): JSX.Element {
  const { attempts, verdicts, tests, never_decided: idle, mistakes, causes } = statistics;
  const failing = tests.filter((test) => test.failed > 0).sort((a, b) => b.failed - a.failed);
  return (
    <>
      <Bars
        title="Verdicts"
        head={["Verdict", "Attempts"]}
        of={attempts.judged}
        bars={verdicts.map(({ verdict, count: value }): Bar => {
          const words = wordsFor(verdict, "submit");
          return { name: words.title, value, tone: words.tone };
        })}
      />
      {failing.length > 0 && (
        <Bars
          title="Tests that fail"
          about="In brackets: attempts that failed this test and no other, so that it decided."
          head={["Test", "Attempts"]}
          of={attempts.judged}
          bars={failing.map(({ name, hidden, failed, decided }) => ({
            name: hidden ? `${name} (hidden)` : name,
            value: failed,
            more: `(${decided})`,
            tone: "bad",
          }))}
        />
      )}
      {idle.length > 0 && (
        <section>
          <h2>Tests that never decided</h2>
          <p class="quiet">
            Whatever failed one of these failed another test as well. That is no fault: it may be
            the mistake that nobody has made so far.
          </p>
          <p class="statistics__idle">
            {idle.map((name) => (
              <span key={name} class="chip">
                {name}
              </span>
            ))}
          </p>
        </section>
      )}
      {mistakes.length > 0 && (
        <Bars
          title="Known mistakes"
          about="Wrong solutions of the source that candidates have handed in by themselves."
          head={["Mistake", "Attempts"]}
          of={attempts.judged}
          bars={mistakes.map(({ name, count: value }) => ({ name, value, tone: "warn" }))}
        />
      )}
      {causes.length > 0 && (
        <Bars
          title="Causes that were told"
          head={["Cause", "Attempts"]}
          of={attempts.judged}
          bars={causes.map(({ code, count: value }) => ({
            name: code.replaceAll("_", " "),
            value,
          }))}
        />
      )}
    </>
  );
}
