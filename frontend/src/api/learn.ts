/** The calls of the pages that one learns with: questions, labs, courses. */
import type { Figure } from "../figures/types";
import { call, readAll, segment } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type DeckItem = Schemas["QuestionItem"];
export type Graded = Schemas["Graded"];
export type GradedAnswers = Schemas["AnswersGraded"];

/** An answer as it is sent and kept: what it is, the part's kind says. */
export type Answer = string | boolean | string[];

/** A part as candidates see it before they answer. */
export interface Part {
  kind: "choice" | "true_false" | "number" | "expression" | "code" | "free";
  text: string;
  hints: string[];
  /** Of a choice. */
  options?: string[];
  multiple?: boolean;
  /** Of a number: what stands behind it, and the error allowed, as a share of the answer. */
  unit?: string | null;
  rtol?: number;
  atol?: number;
  /** Of a formula. */
  variables?: string[];
  /** Of code. */
  code?: string;
  calls?: string[];
}

/** What an answered part lets be seen. */
export interface Revealed {
  /** An option or several, true or false, a number, a formula, or a model answer. */
  answer?: string | string[] | boolean | number;
  /** A text for each blank, or several that are right. */
  answers?: (string | string[])[];
  solution?: string | null;
  explanation?: string;
  rubric?: string[];
  feedback?: Record<string, string>;
}

/** What came of the last answer to a part. */
export interface PartGrade {
  answer: Answer;
  right: boolean | null;
  message: string;
  calls: CallGrade[];
  reveal: Revealed | null;
  tries: number;
}

/** A call of code that was run. */
export interface CallGrade {
  call: string;
  right: boolean;
  actual?: Schemas["Value"];
  error?: { type: string; message: string; line?: number | null };
}

export interface Resource {
  title: string;
  url: string;
}

/** A deck with the reader's own answers, by the numbers of its parts. */
export type Deck = Omit<DeckItem, "parts"> & {
  version: number;
  text: string;
  parts: Part[];
  figures: Figure[];
  asked_at: string[];
  resources: Resource[];
  answers: Record<string, PartGrade>;
};

/** All question decks, by number. */
export function listDecks(): Promise<DeckItem[]> {
  return readAll<DeckItem>("/questions?limit=200");
}

export function getDeck(id: string): Promise<Deck> {
  return call("GET", `/questions/${segment(id)}`);
}

/**
 * Grade an answer to a part (from 1). With `reveal` a wrong one shows the right one too;
 * otherwise it can be tried again. `seen`: the tries that the page knows of; a 409 when there were
 * more since.
 */
export function answerPart(
  deck: string,
  part: number,
  answer: Answer,
  reveal: boolean,
  seen: number,
): Promise<GradedAnswers> {
  const body = { answers: { [part]: answer }, reveal, seen: { [part]: seen } };
  return call("POST", `/questions/${segment(deck)}/answers`, body);
}

/** Say of an own answer in words whether it was right. */
export function markPart(deck: string, part: number, right: boolean): Promise<GradedAnswers> {
  return call("POST", `/questions/${segment(deck)}/answers`, { marks: { [part]: right } });
}

/** How a formula is understood: TeX, or what is wrong with it. */
export function readFormula(
  text: string,
  variables: readonly string[],
): Promise<Schemas["FormulaRead"]> {
  const query = new URLSearchParams({ text, variables: variables.join(",") });
  return call("GET", `/formulas?${query}`);
}

export type LabItem = Schemas["LabItem"];
export type Named = Schemas["Named"];
export type Explanation = Schemas["OwnExplanation"];
export type CellsRun = Schemas["CellsRun"];

/** A problem to solve in a lab. */
export interface TaskItem {
  task: string;
  text: string;
  /** Null while it is withdrawn. */
  problem: Named | null;
}

/** A prompt to answer in words; they count from 1 through the whole lab. */
export interface ExplainItem {
  explain: string;
  prompt: number;
  mine: Explanation | null;
}

export interface CodeItem {
  code: string;
  about: string;
}

export type LabPart = TaskItem | ExplainItem | CodeItem | { text: string };

export interface LabSection {
  title: string;
  text: string;
  items: LabPart[];
}

export interface InterviewQuestion {
  question: string;
  answer: string;
}

export type Lab = LabItem & {
  version: number;
  about: string;
  goal: string;
  key_idea: string;
  outcomes: string[];
  before: Named[];
  setup: string;
  sections: LabSection[];
  figures: Figure[];
  gotchas: string[];
  interview: InterviewQuestion[];
  asked_at: string[];
  resources: Resource[];
};

/** All labs, by number. */
export async function listLabs(): Promise<LabItem[]> {
  return (await call<{ items: LabItem[] }>("GET", "/labs")).items;
}

export async function getLab(id: string): Promise<Lab> {
  const lab = await call<Lab>("GET", `/labs/${segment(id)}`);
  const sections = lab.sections.map((section) => ({
    ...section,
    items: section.items.map(withoutOthers),
  }));
  return { ...lab, sections };
}

/** An item without the fields of other kinds, which come as null. */
function withoutOthers(item: LabPart): LabPart {
  const kinds = ["task", "explain", "code"];
  const own = Object.entries(item).filter(([name, value]) => value !== null || !kinds.includes(name));
  return Object.fromEntries(own) as unknown as LabPart;
}

/** Run code cells one after another; the last one is wanted. */
export function runCells(lab: string, cells: string[]): Promise<CellsRun> {
  return call("POST", `/labs/${segment(lab)}/runs`, { cells });
}

/**
 * Answer a prompt, which shows the model answer. `seen`: the tries that the page knows of; a 409 when
 * there were more since.
 */
export function explain(
  lab: string,
  prompt: number,
  text: string,
  seen: number,
): Promise<Explanation> {
  return call("POST", `/labs/${segment(lab)}/prompts/${prompt}`, { text, seen });
}

/** Say of an own answer to a prompt whether it was right. */
export function markExplanation(
  lab: string,
  prompt: number,
  right: boolean,
): Promise<Explanation> {
  return call("POST", `/labs/${segment(lab)}/prompts/${prompt}`, { right });
}

const PLACES: Record<string, string> = {
  problem: "/problems/",
  lab: "/labs/",
  question: "/questions/",
  course: "/courses/",
};

/** Where something that is named can be opened. */
export function addressOf({ kind, id }: { kind: string; id: string }): string {
  return PLACES[kind] + segment(id);
}

export type CourseItem = Schemas["CourseItem"];
export type CourseElement = Schemas["CourseElement"];
export type Progress = Schemas["Progress"];
export type ReviewItem = Schemas["ReviewItem"];

export type Course = {
  id: string;
  number: number;
  title: string;
  difficulty: Schemas["CourseItem"]["difficulty"];
  about: string;
  outcomes: string[];
  before: Named[];
  minutes: number | null;
  version: number;
  figures: Figure[];
  sections: { title: string; text: string; items: CourseElement[] }[];
};

/** All courses, by number. */
export async function listCourses(): Promise<CourseItem[]> {
  return (await call<{ items: CourseItem[] }>("GET", "/courses")).items;
}

export function getCourse(id: string): Promise<Course> {
  return call("GET", `/courses/${segment(id)}`);
}

/** What one has done, and what comes next. */
export function getProgress(): Promise<Progress> {
  return call("GET", "/progress");
}

/** What is due for review within so many days. */
export async function listReviews(days: number): Promise<ReviewItem[]> {
  return (await call<{ items: ReviewItem[] }>("GET", `/reviews?days=${days}`)).items;
}

/** Where something is reviewed: a question at the parts that are due. */
export function reviewAddress({ what, parts }: ReviewItem): string {
  if (what.kind === "question") return `${addressOf(what)}?again=${parts.join(",")}&part=${parts[0]}`;
  if (what.kind === "lab") return `${addressOf(what)}#prompt-${parts[0]}`;
  return addressOf(what);
}
