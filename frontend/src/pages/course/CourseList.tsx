import type { JSX } from "preact";

import { listCourses, type CourseItem } from "../../api/learn";
import { Difficulty } from "../../components/Difficulty";
import { ProgressBar } from "../../components/ProgressBar";
import { useLoading, Waiting } from "../../loading";
import { useSession } from "../../session";
import { Markdown } from "../../text/Markdown";
import { useTitle } from "../../title";
import { hours } from "./hours";
import "../sheet.css";
import "./course.css";

/** All courses, each with what it is about. */
export function CourseList(): JSX.Element {
  useTitle("Courses");
  const { user } = useSession();
  const loading = useLoading(listCourses, [user?.username], user !== undefined);
  const courses = loading.value;
  if (courses === null) {
    return (
      <Waiting loading={loading} what="list of courses">
        Reading the courses…
      </Waiting>
    );
  }
  return (
    <main id="main" class="page" tabIndex={-1}>
      <header class="list-head">
        <h1>Courses</h1>
        <p class="lead">Problems, labs and questions in an order in which one leads to the next.</p>
      </header>
      {courses.length === 0 && <p>There are no courses yet.</p>}
      <ul class="cards">
        {courses.map((course) => (
          <CourseCard key={course.id} course={course} />
        ))}
      </ul>
    </main>
  );
}

/** A course with its first paragraph and how far one is. */
export function CourseCard({ course }: { course: CourseItem }): JSX.Element {
  return (
    <li class="card">
      <h2>
        <a class="item__title" href={`/courses/${encodeURIComponent(course.id)}`}>
          {course.title}
        </a>
      </h2>
      <Markdown source={course.about.split(/\n\s*\n/)[0] ?? ""} />
      <p class="card__foot">
        {course.difficulty && <Difficulty level={course.difficulty} />}
        <span>
          {course.items} steps{course.minutes !== null && `, ${hours(course.minutes)}`}
        </span>
      </p>
      {course.solved > 0 && <ProgressBar done={course.solved} of={course.items} label="done" />}
    </li>
  );
}
