import type { JSX } from "preact";

import type { Lab, Named } from "../../api/learn";
import { addressOf } from "../../api/learn";
import { Difficulty } from "../../components/Difficulty";
import { DoneMark } from "../../components/DoneMark";
import { Icon } from "../../components/Icon";
import { Markdown } from "../../text/Markdown";

/** What a lab is about, what it is for, and what comes before it. */
export function Opening({ lab }: { lab: Lab }): JSX.Element {
  return (
    <header class="opening">
      <a class="back" href="/labs">
        <Icon name="back" /> All labs
      </a>
      <h1>
        <span class="statement__number">{lab.number}</span> {lab.title}
      </h1>
      <p class="statement__meta">
        <Difficulty level={lab.difficulty} />
        {lab.label && <span class="chip">{lab.label}</span>}
        {lab.topics.map((topic) => (
          <span key={topic} class="chip">
            {topic}
          </span>
        ))}
        {lab.minutes && <span class="quiet">about {lab.minutes} minutes</span>}
        {lab.asked_at.length > 0 && (
          <span class="quiet">asked at {lab.asked_at.join(", ")}</span>
        )}
      </p>
      {lab.about && <Markdown source={lab.about} />}
      {(lab.goal || lab.key_idea) && (
        <dl class="opening__idea">
          {lab.goal && (
            <div>
              <dt>Goal</dt>
              <dd>
                <Markdown source={lab.goal} />
              </dd>
            </div>
          )}
          {lab.key_idea && (
            <div>
              <dt>Key idea</dt>
              <dd>
                <Markdown source={lab.key_idea} />
              </dd>
            </div>
          )}
        </dl>
      )}
      {lab.outcomes.length > 0 && (
        <>
          <h2 class="opening__title">Afterwards you can</h2>
          <ul class="constraints">
            {lab.outcomes.map((outcome) => (
              <li key={outcome}>
                <Markdown source={outcome} inline />
              </li>
            ))}
          </ul>
        </>
      )}
      {lab.before.length > 0 && <Before items={lab.before} />}
    </header>
  );
}

/** What is to be done before, and whether it is. */
export function Before({ items }: { items: Named[] }): JSX.Element {
  return (
    <p class="before">
      Before it:{" "}
      {items.map((item, i) => (
        <span key={item.id}>
          {i > 0 && ", "}
          <a href={addressOf(item)}>{item.title}</a> <DoneMark status={item.status} />
        </span>
      ))}
    </p>
  );
}
