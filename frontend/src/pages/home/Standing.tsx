import type { JSX } from "preact";

import type { Progress } from "../../api/learn";
import { ProgressBar } from "../../components/ProgressBar";

interface Row {
  name: string;
  href: string;
  done: number;
  of: number;
}

/** How far somebody is in each course, lab and topic. */
export function Standing({ progress }: { progress: Progress }): JSX.Element {
  const courses = progress.courses.map((course) => ({
    name: course.title,
    href: `/courses/${course.course}`,
    done: course.solved,
    of: course.items,
  }));
  const labs = progress.labs.map((lab) => ({
    name: lab.title,
    href: `/labs/${lab.lab}`,
    done: lab.solved + lab.explained,
    of: lab.tasks + lab.prompts,
  }));
  const topics = progress.topics.map((topic) => ({
    name: topic.topic,
    href: `/problems?topic=${encodeURIComponent(topic.topic)}`,
    done: topic.solved,
    of: topic.total,
  }));
  const { right, total } = progress.questions;
  const questions = { name: "Parts of questions", href: "/questions", done: right, of: total };
  return (
    <>
      <div class="standing">
        <Group title="Courses" rows={courses} />
        <Group title="Labs" rows={labs} />
      </div>
      <Group title="Topics" rows={[...topics, ...(total > 0 ? [questions] : [])]} />
    </>
  );
}

function Group({ title, rows }: { title: string; rows: Row[] }): JSX.Element | null {
  if (rows.length === 0) return null;
  return (
    <section class="home__section">
      <h2>{title}</h2>
      <ul class="standing__rows">
        {rows.map((row) => (
          <li key={row.href}>
            <a href={row.href}>{row.name}</a>
            <ProgressBar done={row.done} of={row.of} label="done" />
          </li>
        ))}
      </ul>
    </section>
  );
}
