/** The API's shapes by the names that the pages use; `npm run types` makes `schema.ts`. */
import type { components } from "./schema";

type Schemas = components["schemas"];

/** The fields that are documented, without "and anything else". */
type Known<T> = { [K in keyof T as string extends K ? never : K]: T[K] };

export type Verdict = Schemas["Verdict"];
export type ProblemItem = Schemas["ProblemItem"];
export type Difficulty = ProblemItem["difficulty"];
export type Value = Schemas["Value"];
export type Parameter = Schemas["Parameter"];
export type Diagnosis = Known<Schemas["Diagnosis"]>;
export type CodeError = Known<Schemas["ErrorShown"]>;
export type TestEntry = Known<Schemas["TestEntry"]>;
export type User = Schemas["Account"];

/** A test that is shown, with the author's remark on it. */
export type Example = Known<Schemas["Example"]> & { explanation?: string | null };
export type Problem = Omit<Known<Schemas["ProblemDetail"]>, "examples"> & {
  examples: Example[];
};

/** A submission in a list. */
export type Attempt = Schemas["SubmissionItem"];
export type Submission = Schemas["Submission"];
export type SubmissionWithCode = Schemas["SubmissionWithCode"];
export type SubmissionStatus = Submission["status"];
export type Mode = Submission["mode"];

export interface Page<T> {
  items: T[];
  next: string | null;
}
