import { Fragment, type JSX } from "preact";

import { addressOf, getCourse, type Course, type Named } from "../../api/learn";
import { Difficulty } from "../../components/Difficulty";
import { DoneMark } from "../../components/DoneMark";
import { Icon } from "../../components/Icon";
import { NamedRow } from "../../components/NamedRow";
import { ProgressBar } from "../../components/ProgressBar";
import { ReportLink } from "../../components/ReportLink";
import { Figures } from "../../figures/PlacedFigure";
import { useLoading, Waiting } from "../../loading";
import { useSession } from "../../session";
import { Markdown } from "../../text/Markdown";
import { useTitle } from "../../title";
import { hours } from "./hours";
import "../problem/statement.css";
import "../sheet.css";
import "./course.css";

/** A course: its items in order, what is done, and what comes next. */
export function CoursePage({ id }: { id: string }): JSX.Element {
  const { user } = useSession();
  const loading = useLoading(() => getCourse(id), [id, user?.username], user !== undefined);
  const course = loading.value;
  useTitle(course === null ? "Course" : course.title);
  if (course === null) {
    return (
      <Waiting loading={loading} what="course">
        Opening the course…
      </Waiting>
    );
  }
  const items = course.sections.flatMap((section) => section.items);
  const done = items.filter((item) => item.what?.status === "solved").length;
  const next = items.find((item) => item.what && item.what.status !== "solved")?.what ?? null;
  return (
    <Figures.Provider value={course.figures}>
      <main id="main" class="page course" tabIndex={-1}>
        <header class="course__head sheet">
          <a class="back" href="/courses">
            <Icon name="back" /> All courses
          </a>
          <h1>{course.title}</h1>
          <p class="statement__meta">
            {course.difficulty && <Difficulty level={course.difficulty} />}
            <span class="quiet">
              {items.length} steps
              {course.minutes !== null && `, ${hours(course.minutes)}`}
            </span>
          </p>
          <Markdown source={course.about} />
          {course.outcomes.length > 0 && (
            <>
              <h2>Afterwards you can</h2>
              <ul class="constraints">
                {course.outcomes.map((outcome) => (
                  <li key={outcome}>
                    <Markdown source={outcome} inline />
                  </li>
                ))}
              </ul>
            </>
          )}
          {course.before.length > 0 && (
            <p class="course__before">
              Before it:{" "}
              {course.before.map((item, i) => (
                <span key={item.id}>
                  {i > 0 && ", "}
                  <a href={addressOf(item)}>{item.title}</a>
                  {item.status && (
                    <>
                      {" "}
                      <DoneMark status={item.status} />
                    </>
                  )}
                </span>
              ))}
            </p>
          )}
          {user && <ProgressBar done={done} of={items.length} label="steps done" />}
          <Next next={next} done={done} />
        </header>
        {course.sections.map((section, i) => (
          <Section key={section.title} number={i + 1} section={section} />
        ))}
        <p class="report-line">
          Is something in this course wrong? <ReportLink about={course.id} />
        </p>
      </main>
    </Figures.Provider>
  );
}

function Next({ next, done }: { next: Named | null; done: number }): JSX.Element {
  if (next === null) {
    return <p class="course__next">You have done all of it. What was learned comes back for review.</p>;
  }
  return (
    <p class="course__next">
      <a class="button button--primary button--title" href={addressOf(next)}>
        {done > 0 ? "Go on with" : "Begin with"}: {next.title}
      </a>
    </p>
  );
}

function Section(props: { number: number; section: Course["sections"][number] }): JSX.Element {
  const { number, section } = props;
  const done = section.items.filter((item) => item.what?.status === "solved").length;
  return (
    <section class="course__section" aria-labelledby={`part-${number}`}>
      <h2 id={`part-${number}`}>
        <span class="statement__number">{number}</span> {section.title}{" "}
        {done > 0 && (
          <span class="course__done">
            {done}/{section.items.length}
          </span>
        )}
      </h2>
      {section.text && <Markdown source={section.text} />}
      <ol class="items">
        {section.items.map((item) =>
          item.what ? (
            <Fragment key={item.id}>
              {item.text && (
                <li class="course__text">
                  <Markdown source={item.text} />
                </li>
              )}
              <NamedRow what={item.what} />
            </Fragment>
          ) : (
            <li key={item.id} class="item">
              <span />
              <span class="quiet">{item.id} is not offered at the moment</span>
            </li>
          ),
        )}
      </ol>
    </section>
  );
}
