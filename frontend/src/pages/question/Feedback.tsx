import type { JSX } from "preact";

import type { CallGrade, Part, PartGrade, Revealed } from "../../api/learn";
import type { Value } from "../../api/types";
import { Icon } from "../../components/Icon";
import { OwnMark } from "../../components/OwnMark";
import { Code } from "../../text/Code";
import { Formula } from "../../text/Formula";
import { Markdown } from "../../text/Markdown";
import { ValueView } from "../../values/ValueView";
import { BLANK } from "./Blanks";
import { useFormula } from "./FormulaField";
import { inDigits } from "./words";

interface FeedbackProps {
  part: Part;
  grade: PartGrade;
  /** Say of an answer in words whether it was right. */
  onMark(right: boolean): void;
}

/** What is said of an answer, and what may be seen once it is given. */
export function Feedback({ part, grade, onMark }: FeedbackProps): JSX.Element {
  const { right, reveal } = grade;
  return (
    <div class="feedback">
      {right !== null && part.kind !== "free" && (
        <p class={`feedback__verdict feedback__verdict--${right ? "good" : "bad"}`}>
          <span class={`mark mark--${right ? "good" : "bad"}`}>
            <Icon name={right ? "check" : "cross"} />
          </span>
          {right ? "Right." : reveal ? "Not right." : "Not right yet."}
        </p>
      )}
      {grade.message && !(part.kind === "choice" && reveal) && <Markdown source={grade.message} />}
      {grade.calls.length > 0 && <Calls calls={grade.calls} />}
      {reveal && <RevealedView part={part} reveal={reveal} right={right} />}
      {part.kind === "free" && reveal && (
        <OwnMark rubric={reveal.rubric ?? []} right={right} onMark={onMark} />
      )}
    </div>
  );
}

function Calls({ calls }: { calls: CallGrade[] }): JSX.Element {
  return (
    <ul class="calls">
      {calls.map((call) => (
        <li key={call.call}>
          <span class={`mark mark--${call.right ? "good" : "bad"}`}>
            <Icon name={call.right ? "check" : "cross"} />
            <span class="visually-hidden">{call.right ? "right" : "not right"}</span>
          </span>
          <div>
            <code>{call.call}</code>
            {call.error && (
              <p class="calls__error">
                {call.error.type}: {call.error.message}
              </p>
            )}
            {call.actual && !call.right && <Given value={call.actual} />}
          </div>
        </li>
      ))}
    </ul>
  );
}

const SHORT = 200;

/** What a call gave: on a line where it fits on one. */
function Given({ value }: { value: Value }): JSX.Element {
  if (value.text && value.text.length < SHORT && !value.text.includes("\n")) {
    return (
      <p class="calls__given">
        gives <code>{value.text}</code>
      </p>
    );
  }
  return <ValueView value={value} />;
}

function RevealedView(props: {
  part: Part;
  reveal: Revealed;
  right: boolean | null;
}): JSX.Element {
  const { part, reveal, right } = props;
  return (
    <>
      {part.kind === "number" && (
        <p>
          The answer is <RevealedNumber part={part} answer={reveal.answer} />
          {part.unit && ` ${part.unit}`}.
        </p>
      )}
      {part.kind === "expression" && right !== true && (
        <TheFormula text={String(reveal.answer)} variables={part.variables ?? []} />
      )}
      {part.kind === "code" && right !== true && (
        <>
          <h3>The code</h3>
          <Code text={program(part, reveal)} language="python" />
        </>
      )}
      {part.kind === "free" && (
        <>
          <h3>The model answer</h3>
          <Markdown source={String(reveal.answer)} />
        </>
      )}
      {reveal.explanation && (
        <div class="explanation">
          <h3>Why</h3>
          <Markdown source={reveal.explanation} />
        </div>
      )}
    </>
  );
}

function RevealedNumber(props: { part: Part; answer: Revealed["answer"] }): JSX.Element {
  const { part, answer } = props;
  if (typeof answer !== "number") return <strong>{answer === "-oo" ? "−∞" : "∞"}</strong>;
  const text = inDigits(answer, part.rtol ?? 0, part.atol ?? 0);
  return (
    <>
      {Number(text) !== answer && "about "}
      <strong>{text}</strong>
    </>
  );
}

function TheFormula(props: { text: string; variables: readonly string[] }): JSX.Element {
  const { tex } = useFormula(props.text, props.variables, 0);
  return (
    <>
      <h3>The formula</h3>
      {tex === null ? <code>{props.text}</code> : <Formula tex={tex} display />}
    </>
  );
}

/** The right program: with the first right text in each blank, or as the author wrote it. */
function program(part: Part, reveal: Revealed): string {
  if (reveal.solution) return reveal.solution;
  const texts = (reveal.answers ?? []).map((text) => (Array.isArray(text) ? text[0]! : text));
  return part.code!.split(BLANK).reduce((all, piece, i) => all + texts[i - 1] + piece);
}
