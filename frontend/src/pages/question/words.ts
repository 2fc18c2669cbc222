import type { Answer, Part } from "../../api/learn";
import { formatCell } from "../../values/format";

// More than any float has.
const MOST_DIGITS = 17;
// Whatever is allowed, a number is told to about three digits.
const COARSEST = 0.005;

/** The answer that a text of the sheet is; null for none, or one that cannot be read. */
export function readAnswer(text: string | null): Answer | null {
  try {
    return text === null ? null : (JSON.parse(text) as Answer);
  } catch {
    return null;
  }
}

/** An answer as one would say it. */
export function inWords(answer: Answer | null): string {
  if (answer === null) return "(nothing)";
  if (typeof answer === "boolean") return answer ? "True" : "False";
  return typeof answer === "string" ? answer : answer.join(", ");
}

/** What kind of answer a part asks for. */
export function kindWords(part: Part): string {
  switch (part.kind) {
    case "choice":
      return part.multiple ? "choose all that apply" : "choose one";
    case "true_false":
      return "true or false";
    case "number":
      return "a number";
    case "expression":
      return part.variables?.length ? `a formula in ${part.variables.join(", ")}` : "a formula";
    case "code":
      return part.code?.includes("[???]") ? "fill in the blanks" : "write the code";
    case "free":
      return "in your own words";
  }
}

/**
 * A right number to the digits that matter: what is left out is less than a tenth of the error that
 * is allowed, so that what one reads would pass with room to spare. Whole numbers stay whole.
 *
 * @param rtol the error allowed, as a share of the answer
 * @param atol the error that is always allowed
 */
export function inDigits(answer: number, rtol: number, atol: number): string {
  if (Number.isSafeInteger(answer)) return String(answer);
  const size = Math.abs(answer);
  const room = Math.min(Math.max(atol, rtol * size) / 10, COARSEST * size);
  for (let digits = 1; digits < MOST_DIGITS; digits++) {
    const rounded = Number(answer.toPrecision(digits));
    if (Math.abs(rounded - answer) < room) return formatCell(rounded, true);
  }
  return formatCell(answer, true);
}

/** How near a number has to come, from the error allowed as a share of it. */
export function nearness(rtol: number): string {
  if (rtol === 0) return "the number has to be exact";
  return `an error of ${Number((rtol * 100).toPrecision(3))} % is allowed`;
}
