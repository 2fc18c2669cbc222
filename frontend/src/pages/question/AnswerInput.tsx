import type { JSX } from "preact";

import type { Answer, Part, PartGrade } from "../../api/learn";
import { Icon } from "../../components/Icon";
import { lazyPart } from "../../lazy";
import { Markdown } from "../../text/Markdown";
import { Blanks } from "./Blanks";
import { FormulaField } from "./FormulaField";
import { nearness } from "./words";

const Program = lazyPart(() => import("./Program").then((module) => module.Program));

export interface AnswerProps {
  part: Part;
  value: Answer | null;
  /** Nothing can be changed: it is being graded, or the answer is known. */
  locked: boolean;
  grade: PartGrade | null;
  onChange(value: Answer): void;
  /** Check it, by the keys for that. */
  onCheck(): void;
}

/** Where a part is answered, as its kind asks for it. */
export function AnswerInput(props: AnswerProps): JSX.Element {
  const { part } = props;
  switch (part.kind) {
    case "choice":
      return <Choice {...props} />;
    case "true_false":
      return <TrueFalse {...props} />;
    case "number":
      return <NumberField {...props} />;
    case "expression":
      return <FormulaField {...props} />;
    case "code":
      return part.code?.includes("[???]") ? <Blanks {...props} /> : <Program {...props} />;
    case "free":
      return <Words {...props} />;
  }
}

function Choice({ part, value, locked, grade, onChange }: AnswerProps): JSX.Element {
  const chosen = Array.isArray(value) ? value : typeof value === "string" ? [value] : [];
  const right = grade?.reveal?.answer as string[] | undefined;
  const said = grade?.reveal?.feedback ?? {};
  const choose = (option: string, on: boolean) => {
    if (!part.multiple) return onChange(option);
    onChange(on ? [...chosen, option] : chosen.filter((text) => text !== option));
  };
  return (
    <fieldset class="options">
      <legend class="visually-hidden">
        {part.multiple ? "Choose all that apply" : "Choose one"}
      </legend>
      {part.options!.map((option) => {
        const isChosen = chosen.includes(option);
        const isRight = right?.includes(option);
        const tone = !right ? "" : isRight ? "option--right" : isChosen ? "option--wrong" : "";
        return (
          <div key={option} class={`option ${tone}`}>
            <label>
              <input
                type={part.multiple ? "checkbox" : "radio"}
                name="option"
                checked={isChosen}
                disabled={locked}
                onChange={(event) => choose(option, event.currentTarget.checked)}
              />
              <span class="option__text">
                <Markdown source={option} inline />
              </span>
              {right && (isRight || isChosen) && (
                <span class={`mark mark--${isRight ? "good" : "bad"}`}>
                  <Icon name={isRight ? "check" : "cross"} />
                  <span class="visually-hidden">{isRight ? "right" : "not right"}</span>
                </span>
              )}
            </label>
            {right && said[option] && (
              <div class="option__said">
                <Markdown source={said[option]} inline />
              </div>
            )}
          </div>
        );
      })}
    </fieldset>
  );
}

function TrueFalse({ value, locked, grade, onChange }: AnswerProps): JSX.Element {
  const right = grade?.reveal?.answer;
  return (
    <fieldset class="options options--pair">
      <legend class="visually-hidden">True or false</legend>
      {[true, false].map((option) => {
        const tone =
          right === undefined
            ? ""
            : option === right
              ? "option--right"
              : value === option
                ? "option--wrong"
                : "";
        return (
          <div key={String(option)} class={`option ${tone}`}>
            <label>
              <input
                type="radio"
                name="option"
                checked={value === option}
                disabled={locked}
                onChange={() => onChange(option)}
              />
              <span class="option__text">{option ? "True" : "False"}</span>
            </label>
          </div>
        );
      })}
    </fieldset>
  );
}

function NumberField({ part, value, locked, onChange }: AnswerProps): JSX.Element {
  return (
    <label class="answer-field">
      <span class="field__label">Your number</span>
      <span class="answer-field__row">
        <input
          type="text"
          inputMode="text"
          autocomplete="off"
          spellcheck={false}
          value={typeof value === "string" ? value : ""}
          readOnly={locked}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
        {part.unit && <span class="answer-field__unit">{part.unit}</span>}
      </span>
      <span class="field__help">
        Such as <code>0.25</code>, <code>1/4</code> or <code>2.5e-1</code>
        {part.rtol !== undefined && `; ${nearness(part.rtol)}`}
      </span>
    </label>
  );
}

function Words({ value, locked, onChange, onCheck }: AnswerProps): JSX.Element {
  return (
    <label class="field">
      <span class="field__label">Your answer</span>
      <textarea
        class="words"
        rows={5}
        maxLength={10_000}
        value={typeof value === "string" ? value : ""}
        readOnly={locked}
        onInput={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) onCheck();
        }}
      />
    </label>
  );
}
