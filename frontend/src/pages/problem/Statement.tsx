import type { JSX } from "preact";

import { openHint } from "../../api/client";
import type { Example, Parameter, Problem } from "../../api/types";
import { Difficulty } from "../../components/Difficulty";
import { Hints } from "../../components/Hints";
import { Icon } from "../../components/Icon";
import { ReportLink } from "../../components/ReportLink";
import { UsedFunctions } from "../../components/UsedFunctions";
import { Figures } from "../../figures/PlacedFigure";
import { useLoaded } from "../../loaded";
import { useSession } from "../../session";
import { Markdown } from "../../text/Markdown";
import { formatCell } from "../../values/format";
import type { Figure } from "../../figures/types";
import { ValueView } from "../../values/ValueView";

const loadMore = () => import("./More").then((module) => module.More);

interface StatementProps {
  problem: Problem;
  /** Shown beside its source: no ways to other pages, and results may still be missing. */
  preview?: boolean;
}

/** Everything a candidate may read about a problem. */
export function Statement({ problem, preview = false }: StatementProps): JSX.Element {
  const { gotchas = [], interview = [] } = problem;
  const More = useLoaded(loadMore, gotchas.length + interview.length > 0);
  return (
    <Figures.Provider value={(problem.figures ?? []) as unknown as Figure[]}>
      <article class="statement" aria-labelledby="problem-title">
        <Heading problem={problem} preview={preview} />
        <StatementBody problem={problem} preview={preview} />
        {More && <More problem={problem} />}
        <Facts problem={problem} />
      </article>
    </Figures.Provider>
  );
}

/** What is asked: the text, what goes in and comes out, the rules, and hints. */
export function StatementBody({ problem, preview = false }: StatementProps): JSX.Element {
  const { user } = useSession();
  return (
    <>
      <Markdown source={problem.statement} headings={2} />
      <Signature problem={problem} />
      <UsedFunctions used={problem.used ?? []} />
      {problem.examples.length > 0 && (
        <section>
          <h2>{problem.examples.length === 1 ? "Example" : "Examples"}</h2>
          {problem.examples.map((example) => (
            <ExampleView key={example.name} example={example} problem={problem} />
          ))}
        </section>
      )}
      <Rules problem={problem} />
      {problem.hints.length > 0 && (
        <section>
          <h2>Hints</h2>
          <Hints
            hints={problem.hints}
            onOpen={(hint) => user && !preview && openHint(problem.id, hint)}
          />
        </section>
      )}
      {!preview && (
        <p class="report-line">
          Is something in this task wrong? <ReportLink about={problem.id} />
        </p>
      )}
    </>
  );
}

function Heading({ problem, preview }: Required<StatementProps>): JSX.Element {
  return (
    <header class="statement__head">
      {!preview && (
        <>
          <a class="back" href="/problems">
            <Icon name="back" /> All problems
          </a>
          <a class="to-editor" href="#your-code">
            To the editor
          </a>
        </>
      )}
      <h1 id="problem-title">
        <span class="statement__number">{problem.number}</span> {problem.title}
      </h1>
      <p class="statement__meta">
        <Difficulty level={problem.difficulty} />
        {problem.topics.map((topic) => (
          <a key={topic} class="chip" href={`/problems?topic=${encodeURIComponent(topic)}`}>
            {topic}
          </a>
        ))}
        {problem.status === "solved" && (
          <span class="solved">
            <Icon name="check" /> solved{problem.given_up && " with the solution seen"}
          </span>
        )}
        {!preview && problem.around > 0 && (
          <span class="around">
            {problem.around === 1
              ? "1 person is solving this"
              : `${problem.around} people are solving this`}
          </span>
        )}
      </p>
    </header>
  );
}

function Signature({ problem }: { problem: Problem }): JSX.Element {
  const names = problem.parameters.map((parameter) => parameter.name).join(", ");
  return (
    <section>
      <h2>Signature</h2>
      {problem.call === `${problem.function}(${names})` ? (
        <p class="signature">
          <span class="tok-keyword">def</span>{" "}
          <span class="tok-definition">{problem.function}</span>({names})
        </p>
      ) : (
        <p class="signature">
          <span class="tok-comment"># each test evaluates</span>
          <br />
          {problem.call}
        </p>
      )}
      <div class="scroll-x" tabIndex={0} role="region" aria-label="Arguments and result">
        <table class="table table--signature">
          <thead>
            <tr>
              <th scope="col">Input</th>
              <th scope="col">Type</th>
              <th scope="col">What it is</th>
            </tr>
          </thead>
          <tbody>
            {problem.parameters.map((parameter) => (
              <ParameterRow key={parameter.name} parameter={parameter} />
            ))}
          </tbody>
          <thead>
            <tr>
              <th scope="col">Output</th>
              <th scope="col">Type</th>
              <th scope="col">What it is</th>
            </tr>
          </thead>
          <tbody>
            <ParameterRow parameter={{ name: "return", ...problem.returns }} />
          </tbody>
        </table>
      </div>
    </section>
  );
}

function ParameterRow({ parameter }: { parameter: Parameter }): JSX.Element {
  return (
    <tr>
      <th scope="row">
        <code>{parameter.name}</code>
      </th>
      <td>
        <code class="type">{parameter.type}</code>
      </td>
      <td>
        <Markdown source={parameter.about} inline />
      </td>
    </tr>
  );
}

function ExampleView({ example, problem }: { example: Example; problem: Problem }): JSX.Element {
  return (
    <figure class="example">
      <figcaption>{example.name}</figcaption>
      <dl class="example__inputs">
        {problem.parameters
          .filter(({ name }) => name in example.inputs)
          .map(({ name }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <ValueView value={example.inputs[name]!} />
              </dd>
            </div>
          ))}
      </dl>
      <dl class="example__output">
        <div>
          <dt>returns</dt>
          <dd>
            <ValueView value={example.expected} />
          </dd>
        </div>
      </dl>
      {example.explanation && <Markdown source={example.explanation} />}
    </figure>
  );
}

function Rules({ problem }: { problem: Problem }): JSX.Element {
  const { constraints, rules, limits, compare, hidden_tests: hidden } = problem;
  return (
    <section>
      <h2>Constraints and rules</h2>
      {constraints.length > 0 && (
        <ul class="constraints">
          {constraints.map((constraint) => (
            <li key={constraint}>
              <Markdown source={constraint} inline />
            </li>
          ))}
        </ul>
      )}
      <dl class="facts">
        <div>
          <dt>Imports</dt>
          <dd>{rules.imports.length > 0 ? codes(rules.imports) : "none"}</dd>
        </div>
        {rules.forbid.length > 0 && (
          <div>
            <dt>Not allowed</dt>
            <dd>{codes(rules.forbid)}</dd>
          </div>
        )}
        {problem.uses.length > 0 && (
          <div>
            <dt>Builds on</dt>
            <dd>
              {problem.uses.map((id, i) => (
                <span key={id}>
                  {i > 0 && ", "}
                  <a href={`/problems/${encodeURIComponent(id)}`}>{id}</a>
                </span>
              ))}
              : its function may be called
            </dd>
          </div>
        )}
        <div>
          <dt>Limits</dt>
          <dd>
            {limits.time_s} s for all tests, {limits.memory_mib} MiB
          </dd>
        </div>
        <div>
          <dt>Tolerance</dt>
          <dd>
            {compare.mode !== "checker" &&
              `relative ${formatCell(compare.rtol)}, absolute ${formatCell(compare.atol)}`}
            {compare.mode && MODES[compare.mode]}
            {compare.signs && ", either sign of each"}
          </dd>
        </div>
        <div>
          <dt>Judged on</dt>
          <dd>
            {count(problem.examples.length, "example")} and {count(hidden, "hidden test")}
          </dd>
        </div>
      </dl>
    </section>
  );
}

/** What else counts as the same result. */
const MODES: Record<string, string> = {
  unordered: "; in any order",
  up_to_sign: "; up to the sign",
  up_to_permutation: "; slices in any order",
  checker: "a checker decides: more than one result is right",
};

function Facts({ problem }: { problem: Problem }): JSX.Element | null {
  const groups = [
    ["Tags", problem.tags],
    ["Roles", problem.roles],
    ["Levels", problem.levels],
    ["Companies", problem.companies],
    ["Asked at", problem.asked_at ?? []],
    ["Solve before", problem.prerequisites ?? []],
    ["Minutes", problem.minutes ? [String(problem.minutes)] : []],
  ] as const;
  const filled = groups.filter(([, names]) => names.length > 0);
  if (filled.length === 0) return null;
  return (
    <section class="statement__about">
      <h2>About this problem</h2>
      <dl class="facts">
        {filled.map(([label, names]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{names.join(", ")}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function codes(names: string[]): JSX.Element[] {
  return names.map((name) => <code key={name}>{name}</code>);
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
