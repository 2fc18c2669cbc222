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
export type OwnAccount = Schemas["OwnAccount"];
export type LogInOptions = Schemas["LogInOptions"];
export type Visitor = Schemas["Visitor"];
export type Note = Schemas["Note"];

export type Drawing = Schemas["Drawing"];
export type UsedFunction = Schemas["UsedFunction"];

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
export type Token = Schemas["Token"];
export type TokenWithSecret = Schemas["TokenWithSecret"];
export type NewToken = Schemas["NewToken"];
export type Scope = Schemas["Scope"];
export type Webhook = Schemas["Webhook"];
export type WebhookWithSecret = Schemas["WebhookWithSecret"];
export type NewWebhook = Schemas["NewWebhook"];
export type WebhookChange = Schemas["WebhookChange"];
export type Delivery = Schemas["Delivery"];
export type NewFeedback = Schemas["NewFeedback"];
/** A log-in by cookie, on one browser. */
export type Login = Schemas["Session"];
export type Solution = Schemas["Solution"];
export type CodeDraft = Schemas["CodeDraft"];
export type TextDraft = Schemas["TextDraft"];
export type Standing = Schemas["Standing"];
export type Distribution = Schemas["Distribution"];
export type Mode = Submission["mode"];

export interface Page<T> {
  items: T[];
  next: string | null;
}

// What admins see.
export type Issue = Schemas["IssueShown"];
export type AdminProblem = Schemas["AdminProblem"];
export type Version = Schemas["Version"];
export type PublishedVersion = Schemas["PublishedVersion"];
export type Preview = Schemas["Preview"];
export type MutantTable = Schemas["MutantTable"];
export type Trial = Known<Schemas["TrialReport"]>;

/** The news of a check while it runs. */
export type CheckEvent =
  | { name: "step"; data: { name: string; done: number; total: number | null } }
  | { name: "issue"; data: Issue }
  | { name: "mutants"; data: MutantTable }
  | { name: "done"; data: Schemas["CheckResult"] };

export type Act = Schemas["AuditItem"];
export type RejudgeItem = Schemas["RejudgingItem"];
export type Rejudge = Schemas["Rejudging"];
export type RejudgeChange = Schemas["Change"];
export type Statistics = Schemas["Statistics"];

// What only admins see.
export type DeskAttempt = Schemas["AttemptItem"];
export type AttemptShown = Schemas["AttemptShown"];
export type Person = Schemas["Person"];
export type PersonChange = Schemas["PersonChange"];
export type Role = Schemas["Role"];
export type Invitation = Schemas["InvitationInfo"];
export type InvitationWithCode = Schemas["InvitationWithCode"];
export type FeedbackItem = Schemas["FeedbackItem"];
export type FeedbackChange = Schemas["FeedbackChange"];
export type Overview = Schemas["Overview"];
