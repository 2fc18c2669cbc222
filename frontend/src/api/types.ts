/** The shapes that the pages read from the API, named as the product names them. */

export type Difficulty = "easy" | "medium" | "hard";

export type Verdict =
  | "accepted"
  | "wrong_answer"
  | "runtime_error"
  | "time_limit_exceeded"
  | "memory_limit_exceeded"
  | "output_limit_exceeded"
  | "syntax_error"
  | "forbidden"
  | "judge_error";

export type SolveStatus = "attempted" | "solved";

/** One row of the catalogue. */
export interface ProblemItem {
  id: string;
  number: number;
  title: string;
  difficulty: Difficulty;
  topics: string[];
  tags: string[];
  roles: string[];
  levels: string[];
  companies: string[];
  status: SolveStatus | null;
  acceptance: number | null;
}

/** A value as the judge shows it; `data` is null when an array is too large to send. */
export interface Value {
  type: string;
  data: unknown;
  text: string;
}

export interface Parameter {
  name: string;
  type: string;
  about: string;
}

export interface Example {
  name: string;
  inputs: Record<string, Value>;
  expected: Value;
  explanation?: string | null;
}

export interface Problem extends ProblemItem {
  version: number;
  statement: string;
  function: string;
  parameters: Parameter[];
  returns: { type: string; about: string };
  constraints: string[];
  hints: string[];
  starter: string;
  rules: { imports: string[]; forbid: string[] };
  limits: { time_s: number; memory_mib: number };
  compare: { rtol: number; atol: number };
  examples: Example[];
  hidden_tests: number;
  uses: string[];
}

export interface Diagnosis {
  code: string;
  message: string;
}

/** What went wrong in the candidate's code; `line` counts from 1 in their file. */
export interface CodeError {
  type: string;
  message: string;
  line: number | null;
  traceback: string;
}

export interface TestEntry {
  name: string;
  hidden: boolean;
  verdict: Verdict;
  time_ms: number | null;
  diagnosis: Diagnosis | null;
  inputs?: Record<string, Value> | null;
  expected?: Value | null;
  actual?: Value | null;
  stdout?: string | null;
  error?: CodeError | null;
}

export type SubmissionStatus = "queued" | "running" | "done";
export type Mode = "submit" | "run";

export interface Submission {
  id: string;
  problem: string;
  version: number;
  mode: Mode;
  status: SubmissionStatus;
  verdict: Verdict | null;
  score: number | null;
  passed: number | null;
  total: number | null;
  time_ms: number | null;
  memory_kib: number | null;
  diagnosis: Diagnosis | null;
  created_at: string;
  finished_at: string | null;
  tests: TestEntry[];
  error?: CodeError | null;
  stdout?: string | null;
  code?: string | null;
}

export interface User {
  id: string | number;
  username: string;
  role: string;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}
