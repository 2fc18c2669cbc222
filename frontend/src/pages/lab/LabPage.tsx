import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

import { getLab, listLabs, type Lab } from "../../api/learn";
import { ReportLink } from "../../components/ReportLink";
import { useAnswered } from "../../drafts/answered";
import { useSheet } from "../../drafts/sheet";
import { Figures } from "../../figures/PlacedFigure";
import { useLoading, Waiting } from "../../loading";
import { OwnNotes } from "../../notes/OwnNotes";
import { useSession } from "../../session";
import { prepareFormulas } from "../../text/Formula";
import { Markdown } from "../../text/Markdown";
import { useTitle } from "../../title";
import { CodeCell } from "./CodeCell";
import { Closing } from "./Closing";
import { ExplainCell } from "./ExplainCell";
import { Opening } from "./Opening";
import { Outline } from "./Outline";
import { TaskCell } from "./TaskCell";
import { useNotebook } from "./useNotebook";
import { withMine, withProblem } from "./progress";
import "../problem/statement.css";
import "../sheet.css";
import "./lab.css";

/** A lab as a notebook: what it is for, its outline, and its cells in order. */
export function LabPage({ id }: { id: string }): JSX.Element {
  const { user } = useSession();
  const loading = useLoading(() => readLab(id), [id, user?.username], user !== undefined);
  const lab = loading.value;
  useTitle(lab === null ? "Lab" : `Lab ${lab.number} ${lab.title}`);
  if (lab === null) {
    return (
      <Waiting loading={loading} what="lab">
        Opening the lab…
      </Waiting>
    );
  }
  return (
    <Notebook key={user?.username} lab={lab} onChange={loading.change} onStale={loading.again} />
  );
}

async function readLab(id: string): Promise<Lab> {
  const lab = await getLab(id);
  await prepareFormulas(lab.goal, lab.key_idea, ...lab.sections.map((section) => section.text));
  return lab;
}

interface NotebookProps {
  lab: Lab;
  onChange(update: (lab: Lab) => Lab): void;
  /** Something was answered elsewhere. */
  onStale(): void;
}

function Notebook({ lab, onChange, onStale }: NotebookProps): JSX.Element {
  const sheet = useSheet(lab.id);
  const notebook = useNotebook(lab, sheet);
  useAnswered(lab.id, onStale);
  const { user } = useSession();
  const labs = useLoading(listLabs, [user?.username]).value ?? [];
  const next = labs.find((item) => item.number > lab.number);

  useEffect(() => {
    // The browser has looked for the place in the address before there was anything.
    document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, []);

  // Cells with code are numbered from 1; the setup is the first of them.
  let number = lab.setup ? 1 : 0;
  let cell = lab.setup ? 1 : 0;
  return (
    <Figures.Provider value={lab.figures}>
      <main id="main" class="page sheet lab" tabIndex={-1}>
        <Opening lab={lab} />
        <Outline lab={lab} />
        <div class="lab__body">
          {lab.setup && (
            <section class="lab__section" id="setup" aria-labelledby="setup-title">
              <h2 id="setup-title">Data and setup</h2>
              <CodeCell
                number={1}
                about="Every code cell below sees what is defined here. Run it and look into it."
                notebook={notebook}
                position={0}
              />
            </section>
          )}
          {lab.sections.map((section, at) => (
            <section
              key={section.title}
              class="lab__section"
              id={`section-${at + 1}`}
              aria-labelledby={`section-${at + 1}-title`}
            >
              <h2 id={`section-${at + 1}-title`}>
                <span class="statement__number">{at + 1}</span> {section.title}
              </h2>
              {section.text && <Markdown source={section.text} />}
              {section.items.map((item, i) => {
                if ("task" in item) {
                  number += 1;
                  return (
                    <TaskCell
                      key={item.task}
                      item={item}
                      number={number}
                      onChange={(change) => onChange((now) => withProblem(now, item.task, change))}
                    />
                  );
                }
                if ("explain" in item) {
                  return (
                    <ExplainCell
                      key={item.prompt}
                      lab={lab.id}
                      item={item}
                      sheet={sheet}
                      onStale={onStale}
                      onChange={(mine) => onChange((now) => withMine(now, item.prompt, mine))}
                    />
                  );
                }
                if ("code" in item) {
                  number += 1;
                  cell += 1;
                  return (
                    <CodeCell
                      key={`${at}-${i}`}
                      number={number}
                      about={item.about}
                      notebook={notebook}
                      position={cell - 1}
                    />
                  );
                }
                return <Markdown key={`${at}-${i}`} source={item.text} />;
              })}
            </section>
          ))}
          <OwnNotes about={lab.id} />
          <Closing lab={lab} next={next} />
          <p class="report-line">
            Is something in this lab wrong? <ReportLink about={lab.id} />
          </p>
        </div>
      </main>
    </Figures.Provider>
  );
}
