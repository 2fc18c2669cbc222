import type { JSX } from "preact";

import { Icon } from "../../components/Icon";
import { ReportLink } from "../../components/ReportLink";
import { useTitle } from "../../title";
import { KeyTable } from "../problem/KeyTable";
import { WORDS } from "../problem/verdicts";
import "../sheet.css";
import "./help.css";

/** How judging works, what its words mean, and the keys. */
export function Help(): JSX.Element {
  useTitle("Help");
  return (
    <main id="main" class="page sheet help" tabIndex={-1}>
      <h1>Help</h1>
      <section>
        <h2>Run and submit</h2>
        <p>
          <strong>Run</strong> tries your code on the examples, or on an input of your own, with the
          reference’s answer beside yours. It never counts. <strong>Submit</strong> judges it on all
          tests; the first accepted submission opens the solution. Values are compared, not what is
          printed: each problem states how close they must be.
        </p>
        <p>
          Of hidden tests you see whether they pass and why not, never their numbers. Time and memory
          are measured over all tests together.
        </p>
      </section>
      <section>
        <h2>Verdicts</h2>
        <dl class="verdicts">
          {Object.values(WORDS).map(({ title, tone, icon, about }) => (
            <div key={title}>
              <dt>
                <span class={`mark mark--${tone}`}>
                  <Icon name={icon} />
                </span>{" "}
                {title}
              </dt>
              <dd>{about}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section id="keys">
        <h2>Keys</h2>
        <KeyTable />
        <p>
          In lists <kbd>/</kbd> goes to the search. In the editor <kbd>Tab</kbd> indents; press{" "}
          <kbd>Esc</kbd> and then <kbd>Tab</kbd> to leave it. Arrow keys move the bars between panes
          and choose tabs. In tables of own inputs they go from entry to entry, and past the first to
          the buttons that remove a row or a column; Enter goes down, and adds a row behind the last.
        </p>
      </section>
      <section>
        <h2>What is kept</h2>
        <p>
          What you write is kept in this browser at once and, when you are logged in, on the server a
          moment later. Code that other code replaces is put aside, and “Back to my draft” brings it
          back. <a href="/account">Your account</a> has all of it to take along, or to delete.
        </p>
      </section>
      <section>
        <h2>Something is wrong</h2>
        <p>
          Is a task mistaken or unclear, or does a page not work?{" "}
          <ReportLink words="Tell those who look after this site" />. Below each task, lab and
          question there is a link that says what it is about by itself.
        </p>
      </section>
      <section>
        <h2>For programs</h2>
        <p>
          Whatever these pages do, programs can do as well: see <a href="/docs">the calls</a>. An
          index for language models is at <a href="/llms.txt" target="_blank">llms.txt</a>.
        </p>
      </section>
    </main>
  );
}
