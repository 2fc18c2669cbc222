import type { JSX } from "preact";

import { Difficulty } from "../../../components/Difficulty";
import type { Difficulty as Level } from "../../../api/types";
import { Figures } from "../../../figures/PlacedFigure";
import type { Figure } from "../../../figures/types";
import { Code } from "../../../text/Code";
import { Markdown } from "../../../text/Markdown";

/** What labs, questions and courses show of themselves, as far as a preview needs it. */
interface Shown {
  kind: string;
  number: number;
  title: string;
  difficulty?: Level;
  topics?: string[];
  about?: string;
  goal?: string;
  key_idea?: string;
  outcomes?: string[];
  text?: string;
  setup?: string;
  figures?: Figure[];
  gotchas?: string[];
  sections?: Section[];
  parts?: Part[];
}

interface Section {
  title: string;
  text: string;
  items: Item[];
}

interface Item {
  task?: string | null;
  explain?: string | null;
  code?: string | null;
  about?: string | null;
  text?: string | null;
  lab?: string;
  problem?: string;
  question?: string;
}

interface Part {
  kind: string;
  text: string;
  hints: string[];
  options?: string[];
  multiple?: boolean;
  variables?: string[];
  unit?: string | null;
  code?: string;
}

/** A lab, a question or a course as it will be read; nothing in it can be answered here. */
export function DocumentPreview({ view }: { view: Record<string, unknown> }): JSX.Element {
  const shown = view as unknown as Shown;
  return (
    <Figures.Provider value={shown.figures ?? []}>
      <article class="statement" aria-labelledby="problem-title">
        <header class="statement__head">
          <h1 id="problem-title">
            <span class="statement__number">{shown.number}</span> {shown.title}
          </h1>
          <p class="statement__meta">
            {shown.difficulty && <Difficulty level={shown.difficulty} />}
            {shown.topics?.map((topic) => (
              <span key={topic} class="chip">
                {topic}
              </span>
            ))}
          </p>
        </header>
        {[shown.about, shown.goal, shown.key_idea, shown.text].map(
          (text) => text && <Markdown key={text} source={text} headings={2} />,
        )}
        {shown.outcomes && shown.outcomes.length > 0 && (
          <section>
            <h2>What one can do afterwards</h2>
            <Lines lines={shown.outcomes} />
          </section>
        )}
        {shown.setup && (
          <section>
            <h2>Setup</h2>
            <Code text={shown.setup} language="python" />
          </section>
        )}
        {shown.sections?.map((section) => (
          <section key={section.title}>
            <h2>{section.title}</h2>
            {section.text && <Markdown source={section.text} />}
            {section.items.map((item, i) => (
              <ItemView key={i} item={item} />
            ))}
          </section>
        ))}
        {shown.parts && (
          <ol class="parts">
            {shown.parts.map((part, i) => (
              <li key={i}>
                <PartView part={part} />
              </li>
            ))}
          </ol>
        )}
        {shown.gotchas && shown.gotchas.length > 0 && (
          <section>
            <h2>What people get wrong</h2>
            <Lines lines={shown.gotchas} />
          </section>
        )}
      </article>
    </Figures.Provider>
  );
}

function Lines({ lines }: { lines: readonly string[] }): JSX.Element {
  return (
    <ul class="constraints">
      {lines.map((line) => (
        <li key={line}>
          <Markdown source={line} inline />
        </li>
      ))}
    </ul>
  );
}

function ItemView({ item }: { item: Item }): JSX.Element {
  const named = item.task ?? item.problem ?? item.lab ?? item.question;
  const noun = item.lab ? "Lab" : item.question ? "Question" : "Problem";
  return (
    <div class="part">
      {item.text && <Markdown source={item.text} />}
      {typeof named === "string" && (
        <p>
          <span class="state state--info">{noun}</span>{" "}
          <a href={`/admin/problems/${encodeURIComponent(named)}`}>{named}</a>
        </p>
      )}
      {item.explain && (
        <>
          <span class="state state--info">Explain</span>
          <Markdown source={item.explain} />
        </>
      )}
      {item.about && <Markdown source={item.about} />}
      {item.code && <Code text={item.code} language="python" />}
    </div>
  );
}

const KINDS: Record<string, string> = {
  choice: "choose one",
  true_false: "true or false",
  number: "a number",
  expression: "a formula",
  code: "code",
  free: "in words",
};

function PartView({ part }: { part: Part }): JSX.Element {
  const kind = part.multiple ? "choose any" : (KINDS[part.kind] ?? part.kind);
  return (
    <div class="part">
      <Markdown source={part.text} />
      <p>
        <span class="state state--info">{kind}</span>{" "}
        {part.variables && part.variables.length > 0 && (
          <span class="quiet">
            in <code>{part.variables.join(", ")}</code>
          </span>
        )}
        {part.unit && <span class="quiet">in {part.unit}</span>}
      </p>
      {part.options && <Lines lines={part.options} />}
      {part.code && <Code text={part.code} language="python" />}
      {part.hints.length > 0 && (
        <details>
          <summary>{part.hints.length === 1 ? "1 hint" : `${part.hints.length} hints`}</summary>
          <Lines lines={part.hints} />
        </details>
      )}
    </div>
  );
}
