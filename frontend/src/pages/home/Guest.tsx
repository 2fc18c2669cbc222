import type { JSX } from "preact";

import { listCourses } from "../../api/learn";
import { useLoading } from "../../loading";
import { mayRegister, useSession } from "../../session";
import { Formula } from "../../text/Formula";
import { useTitle } from "../../title";
import { CourseCard } from "../course/CourseList";

/** What this is, in a few words, and the ways in. */
export function Guest(): JSX.Element {
  useTitle("");
  const courses = useLoading(listCourses, []);
  const session = useSession();
  return (
    <main id="main" class="page" tabIndex={-1}>
      <header class="hero">
        <h1>The mathematics of machine learning, written by your own hand</h1>
        <p class="lead">
          Derive a gradient, write it in NumPy, and have it judged: not by what it prints, but by its
          values. Where it is wrong you are told why, be it a missing mean, a sign, or an axis.
        </p>
        <div class="hero__formula">
          <Formula
            tex="\frac{\partial L}{\partial w_i} \approx \frac{L(w + \varepsilon e_i) - L(w - \varepsilon e_i)}{2\varepsilon}"
            display
          />
        </div>
        <p class="answer-actions">
          {mayRegister(session) && (
            <a class="button button--primary" href="/register">
              Make an account
            </a>
          )}
          <a class="button" href="/problems">
            Look at the problems
          </a>
          <a class="hero__login" href="/login">
            {mayRegister(session) ? "I have one already" : "Log in"}
          </a>
        </p>
      </header>
      <section class="home__section">
        <h2>What there is</h2>
        <ul class="ways">
          <li>
            <a href="/problems">Problems</a> to solve in the editor, with hidden tests and a
            diagnosis of what is wrong.
          </li>
          <li>
            <a href="/labs">Labs</a>: notebooks with data to look into and functions that build on
            each other.
          </li>
          <li>
            <a href="/questions">Questions</a>: derivations on paper, graded part by part.
          </li>
        </ul>
      </section>
      {courses.value !== null && courses.value.length > 0 && (
        <section class="home__section">
          <h2>Courses, to begin with</h2>
          <ul class="cards">
            {courses.value.map((course) => (
              <CourseCard key={course.id} course={course} />
            ))}
          </ul>
        </section>
      )}
    </main>
  );
}
