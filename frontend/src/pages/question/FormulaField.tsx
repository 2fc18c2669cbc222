import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { readFormula } from "../../api/learn";
import { Formula } from "../../text/Formula";
import type { AnswerProps } from "./AnswerInput";

const PAUSE_MILLISECONDS = 180;

/** A formula, typed as text, and drawn below as the judge understands it. */
export function FormulaField(props: AnswerProps): JSX.Element {
  const { part, value, locked, onChange } = props;
  const text = typeof value === "string" ? value : "";
  const variables = part.variables ?? [];
  const { tex, error } = useFormula(text, variables, PAUSE_MILLISECONDS);
  return (
    <div class="answer-field">
      <label>
        <span class="field__label">Your formula</span>
        <input
          type="text"
          class="formula-input"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          maxLength={500}
          value={text}
          readOnly={locked}
          aria-describedby="understood"
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      </label>
      <div id="understood" class="understood" aria-live="polite">
        {tex !== null ? (
          <Formula tex={tex} display />
        ) : (
          <p class="quiet">
            {error ?? (
              <>
                Write it as <code>3*x^2</code> or <code>exp(-x)/2</code>; how it is understood
                stands here while you type.
              </>
            )}
          </p>
        )}
      </div>
    </div>
  );
}

/** How the judge understands a formula; asked after a pause in typing. */
export function useFormula(
  text: string,
  variables: readonly string[],
  pause: number,
): { tex: string | null; error: string | null } {
  const [found, setFound] = useState<{ tex: string | null; error: string | null }>({
    tex: null,
    error: null,
  });
  useEffect(() => {
    if (text.trim() === "") return setFound({ tex: null, error: null });
    let gone = false;
    const timer = setTimeout(() => {
      readFormula(text, variables).then(
        ({ tex, error }) => {
          if (!gone) setFound({ tex: tex ?? null, error: error ?? null });
        },
        // It is only a help: grading says what is wrong all the same.
        () => {},
      );
    }, pause);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [text, variables.join(",")]);
  return found;
}
