import type { Answer, Part } from "../../api/learn";

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

/** How near a number has to come, from the error allowed as a share of it. */
export function nearness(rtol: number): string {
  if (rtol === 0) return "the number has to be exact";
  return `an error of ${Number((rtol * 100).toPrecision(3))} % is allowed`;
}
