import { isGateway, tellAnswered } from "./reach";
import type {
  Attempt,
  CodeDraft,
  Issue,
  Page,
  Problem,
  ProblemItem,
  Solution,
  Standing,
  Submission,
  SubmissionWithCode,
  TextDraft,
  Visitor,
} from "./types";

/** A problem+json answer, or a request that got no answer at all (`status` 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly fields: readonly { field: string; message: string }[] = [],
    readonly retryAfterSeconds: number | null = null,
    /** What is wrong with a problem file, when that is the error. */
    readonly issues: readonly Issue[] = [],
  ) {
    super(detail || title);
    this.name = "ApiError";
  }
}

const ROOT = "/api/v1";
/** Who is logged in, whoever the page takes that for. */
const SESSION = "/session";

/** Whose the page is, by id. All tabs have one cookie, and another one may log somebody else in. */
let reader: string | null = null;
let heard = (): void => {};

/** From here on every request says that it is made for this account. */
export function speakFor(user: string | null): void {
  reader = user;
}

/** Be told when a request was refused because somebody else is logged in now. */
export function onSomebodyElse(then: () => void): void {
  heard = then;
}

/** What a request sends besides its address. */
export interface Sending {
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is, as YAML. */
  yaml?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * Send one request and return its answer, whose body is still to be read.
 *
 * @throws ApiError for every answer that is not 2xx, and with status 0 when none came.
 */
export async function send(method: string, path: string, what: Sending = {}): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json", ...what.headers };
  if (reader !== null && path !== SESSION) headers["Nabla-User"] = reader;
  if (what.json !== undefined) headers["Content-Type"] = "application/json";
  if (what.yaml !== undefined) headers["Content-Type"] = "application/yaml";
  const body = what.json === undefined ? what.yaml : JSON.stringify(what.json);
  let response: Response;
  try {
    response = await fetch(ROOT + path, {
      method,
      credentials: "same-origin",
      headers,
      ...(body === undefined ? {} : { body }),
      ...(what.signal === undefined ? {} : { signal: what.signal }),
    });
  } catch (error) {
    if (what.signal?.aborted) throw error;
    tellAnswered(false);
    throw new ApiError(0, "No connection", "The server could not be reached.");
  }
  tellAnswered(!isGateway(response.status));
  if (response.ok) return response;
  throw await readProblem(response);
}

/** Send one request and read its JSON body. Throws as `send` does. */
export async function call<T>(method: string, path: string, json?: unknown): Promise<T> {
  const response = await send(method, path, { json });
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

async function readProblem(response: Response): Promise<ApiError> {
  let body: Record<string, unknown> = {};
  try {
    body = (await response.json()) as Record<string, unknown>;
  } catch {
    // A proxy between us and the service answers in HTML; the status says enough.
  }
  if (body.type === "/errors/somebody-else") heard();
  const errors = Array.isArray(body.errors) ? body.errors : [];
  const retryAfter = Number(response.headers.get("Retry-After") ?? NaN);
  return new ApiError(
    response.status,
    String(body.title ?? response.statusText),
    String(body.detail ?? ""),
    errors.map((e: { field?: unknown; message?: unknown }) => ({
      field: String(e.field ?? ""),
      message: String(e.message ?? ""),
    })),
    Number.isFinite(retryAfter) ? retryAfter : null,
    Array.isArray(body.issues) ? (body.issues as Issue[]) : [],
  );
}

export const segment = encodeURIComponent;

/** Every problem of the catalogue, page after page. */
export async function listProblems(): Promise<ProblemItem[]> {
  return readAll<ProblemItem>("/problems?limit=1000");
}

export function getProblem(id: string): Promise<Problem> {
  return call("GET", `/problems/${segment(id)}`);
}

/** The server answers a little later where it then has the verdict: nothing needs to be followed. */
const QUICK = "wait=0.1";

/** Judge `code` on every test, hidden ones too; what is not judged at once comes by events. */
export function submit(problem: string, code: string): Promise<Submission> {
  return call("POST", `/problems/${segment(problem)}/submissions?${QUICK}`, { code });
}

/** Run `code` on the examples, or on `inputs` of one's own; never counts as an attempt. */
export function run(
  problem: string,
  code: string,
  inputs?: Record<string, unknown>[],
): Promise<Submission> {
  const body = inputs === undefined ? { code } : { code, inputs };
  return call("POST", `/problems/${segment(problem)}/runs?${QUICK}`, body);
}

/** Tell that the reader has opened a hint (from 1); whether it arrives does not matter to them. */
export function openHint(problem: string, hint: number): void {
  call("POST", `/problems/${segment(problem)}/hints/${hint}`).catch(() => {});
}

/** How a problem is solved; refused with 403 until it is solved or given up. */
export function getSolution(problem: string): Promise<Solution> {
  return call("GET", `/problems/${segment(problem)}/solution`);
}

/** Give a problem up: shows its solution. */
export function giveUp(problem: string): Promise<Solution> {
  return call("POST", `/problems/${segment(problem)}/give-up`);
}

/** The code that is kept on the server, revision 0 if none is. */
export function getCodeDraft(problem: string): Promise<CodeDraft> {
  return call("GET", `/problems/${segment(problem)}/draft`);
}

/** Keep code on the server. Throws a 409 when `revision` is not what is kept. */
export function saveCodeDraft(
  problem: string,
  code: string,
  inputs: Record<string, string> | null,
  revision: number,
): Promise<CodeDraft> {
  return call("PUT", `/problems/${segment(problem)}/draft`, { code, inputs, revision });
}

/** What is kept of what was written into a lab or a question, by place. */
export async function listTexts(document: string): Promise<TextDraft[]> {
  return (await call<Page<TextDraft>>("GET", `/drafts/${segment(document)}`)).items;
}

/** Keep what was written at a place. Throws a 409 when `revision` is not what is kept. */
export function saveText(
  document: string,
  place: string,
  text: string | null,
  revision: number,
): Promise<TextDraft> {
  return call("PUT", `/drafts/${segment(document)}/${place}`, { text, revision });
}

/** End a submission of mine that waits or runs; it does not count. */
export function cancelSubmission(id: string): Promise<Submission> {
  return call("POST", `/submissions/${segment(id)}/cancel`);
}

/** An accepted submission of mine among the others. */
export function getStanding(id: string): Promise<Standing> {
  return call("GET", `/submissions/${segment(id)}/standing`);
}

export function getSubmission(id: string): Promise<SubmissionWithCode> {
  return call("GET", `/submissions/${segment(id)}`);
}

/** My newest submissions to one problem, newest first. */
export async function listAttempts(problem: string): Promise<Attempt[]> {
  return (await call<Page<Attempt>>("GET", `/submissions?problem=${segment(problem)}`)).items;
}

export function eventsUrl(submission: string): string {
  return `${ROOT}/submissions/${segment(submission)}/events`;
}

/** Who is logged in, if anybody, and what the operator allows to those who want to get in. */
export function getVisitor(): Promise<Visitor> {
  return call("GET", SESSION);
}

export async function logIn(username: string, password: string): Promise<void> {
  await call<unknown>("POST", "/auth/login", { username, password });
}

/** Make an account, with the code of an invitation where one is given. */
export async function register(
  username: string,
  password: string,
  invitation?: string,
): Promise<void> {
  await call<unknown>("POST", "/auth/register", { username, password, invitation });
}

/** Begin without an account, for a few runs; who is logged in stays so. */
export async function beginAsGuest(): Promise<void> {
  await call<unknown>("POST", "/auth/guest");
}

export async function logOut(): Promise<void> {
  await call<unknown>("POST", "/auth/logout");
}

/** All items of a list, page after page; `path` has a query already. */
export async function readAll<T>(path: string): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? path : `${path}&cursor=${segment(cursor)}`;
    const page: Page<T> = await call<Page<T>>("GET", more);
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return items;
}
