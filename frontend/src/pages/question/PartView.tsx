import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import {
  answerPart,
  markPart,
  type Answer,
  type Deck,
  type Graded,
  type Part,
  type PartGrade,
} from "../../api/learn";
import { Hints } from "../../components/Hints";
import { LogInNotice } from "../../components/LogInNotice";
import { AnsweredElsewhere, PlaceNotice } from "../../drafts/PlaceNotice";
import type { Sheet } from "../../drafts/sheet";
import { useAnswering } from "../../drafts/useAnswering";
import { useRouter } from "../../router";
import { Markdown } from "../../text/Markdown";
import { AnswerInput } from "./AnswerInput";
import { Feedback } from "./Feedback";
import { inWords, kindWords, readAnswer } from "./words";

interface PartViewProps {
  deck: Deck;
  /** From 1. */
  number: number;
  grade: PartGrade | null;
  /** How often it was answered so far, also where that is not shown for a review. */
  tries: number;
  sheet: Sheet;
  /** The address of what comes after it. */
  next: string;
  onGrade(grade: PartGrade): void;
  /** It was answered elsewhere. */
  onStale(): void;
}

/** One part: what is asked, the answer, and what is said of it. */
export function PartView(props: PartViewProps): JSX.Element {
  const { deck, number, grade, tries, sheet, next, onGrade, onStale } = props;
  const part = deck.parts[number - 1]!;
  const { path } = useRouter();
  const place = `part-${number}`;
  const written = sheet.text(place);
  const answering = useAnswering(deck.id, place, sheet, onStale);
  const { busy, trouble, setTrouble, elsewhere } = answering;
  const onward = useRef<HTMLAnchorElement>(null);
  const [justGraded, setJustGraded] = useState(false);
  const open = grade?.reveal != null && !elsewhere;
  // What is written stands until it is answered; what was answered elsewhere comes beside it.
  const answer = (open ? null : readAnswer(written)) ?? grade?.answer ?? null;

  useLayoutEffect(() => {
    // With a right answer Enter leads on; after a wrong one it stays where it was.
    if (justGraded && grade?.right) onward.current?.focus();
  }, [grade]);

  const change = (value: Answer) => {
    setTrouble(null);
    sheet.change(place, JSON.stringify(value));
  };

  const ask = (work: () => Promise<Graded | undefined>, given: Answer) =>
    void answering.send(JSON.stringify(given), async () => {
      const graded = await work();
      if (graded?.error) return `${graded.error}.`;
      if (graded) {
        setJustGraded(true);
        onGrade(gradeOf(graded, given, grade, tries));
      }
      return null;
    });

  const check = (reveal: boolean) => {
    if (answer === null || isEmpty(answer)) return setTrouble(EMPTY[part.kind]);
    ask(
      async () => (await answerPart(deck.id, number, answer, reveal, tries)).parts[number],
      answer,
    );
  };

  const mark = (right: boolean) =>
    ask(async () => (await markPart(deck.id, number, right)).parts[number], answer ?? "");

  return (
    <form
      class="deck-part"
      onSubmit={(event) => {
        event.preventDefault();
        if (!open) check(part.kind === "free");
      }}
    >
      <h2 class="part__kind">
        Part {number} <span>{kindWords(part)}</span>
      </h2>
      <Markdown source={part.text} />
      {part.hints.length > 0 && <Hints key={number} hints={part.hints} />}
      <AnswerInput
        key={sheet.turns(place)}
        part={part}
        value={answer}
        locked={open || busy}
        grade={grade}
        onChange={change}
        onCheck={() => !open && check(part.kind === "free")}
      />
      {elsewhere && grade && (
        <AnsweredElsewhere
          theirs={inWords(grade.answer)}
          onTheirs={() => answering.takeTheirs(JSON.stringify(grade.answer))}
          onMine={() => check(part.kind === "free")}
        />
      )}
      {!open && !elsewhere && (
        <PlaceNotice sheet={sheet} place={place} show={(text) => inWords(readAnswer(text))} />
      )}
      {trouble !== null && (
        <p class="part__trouble" role="alert">
          {trouble}
        </p>
      )}
      {answering.needsLogIn && (
        <LogInNotice title="Log in to have your answer checked" next={`${path}?part=${number}`}>
          What you have written stays in this browser.
        </LogInNotice>
      )}
      <div role="status" aria-live="polite">
        {busy && <p class="quiet">{BUSY[part.kind] ?? "Checking…"}</p>}
        {!busy && grade && trouble === null && !elsewhere && (
          <Feedback part={part} grade={grade} onMark={mark} />
        )}
      </div>
      <p class="answer-actions">
        {!open && (
          <button type="submit" class="button button--primary" aria-disabled={busy}>
            {part.kind === "free" ? "Compare with the model answer" : "Check"}
          </button>
        )}
        {!open && grade?.right === false && (
          <button type="button" class="button" aria-disabled={busy} onClick={() => check(true)}>
            Show the answer
          </button>
        )}
        {open && (
          <a ref={onward} class="button button--primary" href={path + next}>
            {next.endsWith("end") ? "To the result" : "Next part"}
          </a>
        )}
        {!open && (
          <a class="part__skip" href={path + next}>
            {next.endsWith("end") ? "To the result" : "Later"}
          </a>
        )}
      </p>
    </form>
  );
}

function isEmpty(answer: Answer): boolean {
  if (typeof answer === "boolean") return false;
  return typeof answer === "string" ? !answer.trim() : !answer.some((text) => text?.trim());
}

/** What came of an answer; a mark of one's own leaves the rest as it was. */
function gradeOf(
  graded: Graded,
  answer: Answer,
  before: PartGrade | null,
  tries: number,
): PartGrade {
  const marked = graded.reveal == null && before?.reveal != null && graded.message === "";
  if (marked) return { ...before, right: graded.right };
  return {
    answer,
    right: graded.right,
    message: graded.message,
    calls: (graded.calls ?? []) as unknown as PartGrade["calls"],
    reveal: (graded.reveal ?? null) as PartGrade["reveal"],
    tries: tries + 1,
  };
}

const EMPTY: Record<Part["kind"], string> = {
  choice: "Choose an option first.",
  true_false: "Choose one of the two first.",
  number: "Write a number first.",
  expression: "Write a formula first.",
  code: "Write the code first.",
  free: "Write an answer first; the model answer comes beside it.",
};

const BUSY: Partial<Record<Part["kind"], string>> = {
  expression: "Checking whether the formulas are equal; algebra can take a few seconds…",
  code: "Running your code…",
  free: "Fetching the model answer…",
};
