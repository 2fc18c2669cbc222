import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { getDeck, type Deck, type PartGrade } from "../../api/learn";
import { Difficulty } from "../../components/Difficulty";
import { Icon } from "../../components/Icon";
import { ReportLink } from "../../components/ReportLink";
import { useAnswered } from "../../drafts/answered";
import { useSheet } from "../../drafts/sheet";
import { Figures } from "../../figures/PlacedFigure";
import { useLoading, Waiting } from "../../loading";
import { OwnNotes } from "../../notes/OwnNotes";
import { usePrinting } from "../../printing";
import { useRouter } from "../../router";
import { useSession } from "../../session";
import { prepareFormulas } from "../../text/Formula";
import { Markdown } from "../../text/Markdown";
import { useTitle } from "../../title";
import { PartView } from "./PartView";
import { PrintedParts } from "./PrintedParts";
import { Summary } from "./Summary";
import "../problem/statement.css";
import "../sheet.css";
import "./deck.css";

/** A question deck: its parts one by one, and at the end what became of them. */
export function DeckPage({ id }: { id: string }): JSX.Element {
  const { user } = useSession();
  const { query } = useRouter();
  const loading = useLoading(() => readDeck(id), [id, user?.username], user !== undefined);
  const deck = loading.value;
  useTitle(deck === null ? "Question" : `${deck.number} ${deck.title}`);
  if (deck === null) {
    return (
      <Waiting loading={loading} what="question">
        Opening the question…
      </Waiting>
    );
  }
  const answer = (part: number, grade: PartGrade) =>
    loading.change((now) => ({ ...now, answers: { ...now.answers, [part]: grade } }));
  return (
    <Parts
      deck={deck}
      again={readAgain(query.get("again"), deck)}
      onGrade={answer}
      onStale={loading.again}
    />
  );
}

async function readDeck(id: string): Promise<Deck> {
  const deck = await getDeck(id);
  await prepareFormulas(deck.text, ...deck.parts.map((part) => part.text));
  return deck;
}

/** The parts that the address asks to answer anew, whatever was answered before. */
function readAgain(wanted: string | null, deck: Deck): number[] {
  const named = new Set(wanted?.split(",").map(Number));
  return deck.parts.map((_, i) => i + 1).filter((part) => named.has(part));
}

interface PartsProps {
  deck: Deck;
  /** For review: these parts alone, as if they had not been answered. */
  again: number[];
  onGrade(part: number, grade: PartGrade): void;
  /** Something was answered elsewhere. */
  onStale(): void;
}

function Parts({ deck, again, onGrade, onStale }: PartsProps): JSX.Element {
  const sheet = useSheet(deck.id);
  useAnswered(deck.id, onStale);
  const { path, query, go } = useRouter();
  const place = useRef<HTMLElement>(null);
  const printing = usePrinting();
  const [fresh, setFresh] = useState<ReadonlySet<number>>(() => new Set(again));
  const grades = Object.fromEntries(
    Object.entries(deck.answers).filter(([part]) => !fresh.has(Number(part))),
  );
  const count = deck.parts.length;
  const end = query.get("part") === "end";
  // Without a part in the address, the first open one; which that is changes with each answer.
  const [start] = useState(() => deck.parts.findIndex((_, i) => !grades[i + 1]) + 1 || 1);
  const current = end ? null : (chosen(query.get("part"), count) ?? start);

  const take = (part: number, grade: PartGrade) => {
    setFresh((parts) => new Set([...parts].filter((one) => one !== part)));
    onGrade(part, grade);
  };

  const askAgain = (parts: number[]) => {
    setFresh(new Set(parts));
    const rest = parts.length < count ? `again=${parts.join(",")}&` : "";
    go(`${path}?${rest}part=${parts[0]}`);
  };

  const arrived = useRef(false);
  useLayoutEffect(() => {
    // Who goes on to another part reads on from its top; who has just come, from the page's.
    if (arrived.current) place.current?.focus();
    arrived.current = true;
  }, [current]);

  return (
    <Figures.Provider value={deck.figures}>
      <main id="main" class="page sheet" tabIndex={-1}>
        <header class="statement__head">
          <a class="back" href="/questions">
            <Icon name="back" /> All questions
          </a>
          <h1>
            <span class="statement__number">{deck.number}</span> {deck.title}
          </h1>
          <p class="statement__meta">
            <Difficulty level={deck.difficulty} />
            {deck.topics.map((topic) => (
              <span key={topic} class="chip">
                {topic}
              </span>
            ))}
            {deck.minutes && <span class="quiet">about {deck.minutes} minutes</span>}
            {deck.asked_at.length > 0 && (
              <span class="quiet">asked at {deck.asked_at.join(", ")}</span>
            )}
          </p>
        </header>
        <Steps deck={deck} grades={grades} current={current} />
        {deck.text && !end && (
          <section class="given" aria-label="Given">
            <Markdown source={deck.text} />
          </section>
        )}
        {printing && <PrintedParts deck={deck} grades={grades} sheet={sheet} />}
        <section
          ref={place}
          class="one-part"
          tabIndex={-1}
          aria-label={current === null ? "Result" : `Part ${current} of ${count}`}
        >
          {current === null ? (
            <Summary deck={deck} grades={grades} onAgain={askAgain} />
          ) : (
            <PartView
              key={current}
              deck={deck}
              number={current}
              grade={grades[current] ?? null}
              tries={deck.answers[current]?.tries ?? 0}
              sheet={sheet}
              next={nextOf(current, deck, again)}
              onGrade={(grade) => take(current, grade)}
              onStale={() => {
                setFresh((parts) => new Set([...parts].filter((one) => one !== current)));
                onStale();
              }}
            />
          )}
        </section>
        <OwnNotes about={deck.id} />
        <p class="report-line">
          Is something in this question wrong? <ReportLink about={deck.id} />
        </p>
      </main>
    </Figures.Provider>
  );
}

/** The part that the address asks for, if it does. */
function chosen(wanted: string | null, count: number): number | null {
  const part = Number(wanted);
  return Number.isInteger(part) && part >= 1 && part <= count ? part : null;
}

/** Where to go from a part: to the next one of the deck or of the review, then to the result. */
function nextOf(current: number, deck: Deck, again: number[]): string {
  const parts = again.length > 0 ? again : deck.parts.map((_, i) => i + 1);
  const next = parts.find((part) => part > current);
  const review = again.length > 0 ? `again=${again.join(",")}&` : "";
  return `?${review}part=${next ?? "end"}`;
}

/** A way to each part, with what became of it. */
function Steps(props: {
  deck: Deck;
  grades: Record<string, PartGrade>;
  current: number | null;
}): JSX.Element {
  const { deck, grades, current } = props;
  const { path } = useRouter();
  return (
    <nav class="parts-nav" aria-label="Parts">
      <ol>
        {deck.parts.map((_, i) => {
          const grade = grades[i + 1];
          const state = stateOf(grade);
          return (
            <li key={i}>
              <a
                href={`${path}?part=${i + 1}`}
                class={`parts-nav__part parts-nav__part--${state.tone}`}
                aria-current={current === i + 1 ? "step" : undefined}
              >
                {state.icon ? <Icon name={state.icon} /> : i + 1}
                <span class="visually-hidden">
                  Part {i + 1}: {state.words}
                </span>
              </a>
            </li>
          );
        })}
        <li>
          <a
            href={`${path}?part=end`}
            class="parts-nav__part parts-nav__part--end"
            aria-current={current === null ? "step" : undefined}
          >
            Result
          </a>
        </li>
      </ol>
    </nav>
  );
}

export interface PartState {
  tone: "good" | "bad" | "info" | "open";
  icon: "check" | "cross" | "half" | null;
  words: string;
}

/** What became of a part, in a word, a mark and a color. */
export function stateOf(grade: PartGrade | undefined): PartState {
  if (!grade) return { tone: "open", icon: null, words: "not answered" };
  if (grade.right === true) return { tone: "good", icon: "check", words: "right" };
  if (grade.right === false) return { tone: "bad", icon: "cross", words: "not right" };
  return { tone: "info", icon: "half", words: "answered, not marked" };
}
