import type { NewFeedback } from "../../api/types";

/** What a report can be, in words, for those who send it and those who read it. */
export const KINDS: readonly (readonly [NewFeedback["kind"], string, string])[] = [
  ["mistake", "a mistake", "what is stated, expected or judged is wrong"],
  ["unclear", "unclear", "I cannot tell what is meant"],
  ["broken", "broken", "a page or a run does not work"],
  ["idea", "an idea", "it could be better"],
  ["other", "something else", ""],
];
