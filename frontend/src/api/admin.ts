/** The calls that only authors and admins may make. */
import { call, readAll, segment, send } from "./client";
import type {
  Act,
  AdminProblem,
  CheckEvent,
  Preview,
  PublishedVersion,
  Rejudge,
  RejudgeItem,
  Statistics,
  Trial,
  Version,
  Page,
} from "./types";
import { readEvents } from "./sse";

const path = (id: string) => `/admin/problems/${segment(id)}`;

/** Every problem, withdrawn ones too. */
export function listAdminProblems(): Promise<AdminProblem[]> {
  return readAll<AdminProblem>("/admin/problems?limit=200");
}

/** The YAML of a version, or of the current one, byte for byte. */
export async function getSource(id: string, version?: number): Promise<string> {
  const query = version === undefined ? "" : `?version=${version}`;
  return (await send("GET", `${path(id)}/source${query}`)).text();
}

/**
 * Make `text` current, over the version `base`; null for a problem that is new.
 *
 * @throws ApiError with 412 if another version is current by now.
 */
export async function publish(
  id: string,
  text: string,
  base: number | null,
): Promise<PublishedVersion> {
  const headers: Record<string, string> =
    base === null ? { "If-None-Match": "*" } : { "If-Match": `"${base}"` };
  const response = await send("PUT", path(id), { yaml: text, headers });
  return (await response.json()) as PublishedVersion;
}

/** Take `text` through the publish gate and tell each piece of news of it to `hear`. */
export async function check(
  text: string,
  hear: (event: CheckEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await send("POST", "/admin/problems/check", {
    yaml: text,
    headers: { Accept: "text/event-stream" },
    signal,
  });
  await readEvents(response, (name, data) => hear({ name, data } as CheckEvent));
}

/** What a candidate would see of `text`, and what is wrong with it at first sight. */
export async function preview(text: string, signal: AbortSignal): Promise<Preview> {
  const response = await send("POST", "/admin/problems/preview", { yaml: text, signal });
  return (await response.json()) as Preview;
}

/** Judge `code` against the draft `source`. */
export async function tryCode(source: string, code: string, signal: AbortSignal): Promise<Trial> {
  const what = { json: { source, code }, signal };
  return (await (await send("POST", "/admin/problems/try", what)).json()) as Trial;
}

/** A problem's versions, newest first. */
export async function listVersions(id: string): Promise<Version[]> {
  return (await call<Page<Version>>("GET", `${path(id)}/versions`)).items;
}

/** What has been done to a problem, newest first. For admins only. */
export async function listActs(id: string): Promise<Act[]> {
  return (await call<Page<Act>>("GET", `/admin/audit?problem=${segment(id)}`)).items;
}

/** Take a problem out of the catalogue; its versions and attempts stay. */
export async function withdraw(id: string): Promise<void> {
  await call<unknown>("POST", `${path(id)}/withdraw`);
}

/** Put a withdrawn problem back into the catalogue. */
export async function restore(id: string): Promise<void> {
  await call<unknown>("POST", `${path(id)}/restore`);
}

/** How people fare with a problem, over all versions or one. */
export function getStatistics(id: string, version: number | null): Promise<Statistics> {
  return call("GET", `${path(id)}/statistics${version === null ? "" : `?version=${version}`}`);
}

/** Judge the attempts again on the current version; nothing changes before it is applied. */
export function startRejudge(id: string): Promise<Rejudge> {
  return call("POST", `${path(id)}/rejudge`, { apply: false });
}

/** The rejudgings of a problem, newest first. */
export async function listRejudges(id: string): Promise<RejudgeItem[]> {
  return (await call<Page<RejudgeItem>>("GET", `/admin/rejudges?problem=${segment(id)}`)).items;
}

/** One rejudging with the changes from `cursor` on. */
export function getRejudge(id: string, cursor: string | null = null): Promise<Rejudge> {
  const query = cursor === null ? "" : `?cursor=${segment(cursor)}`;
  return call("GET", `/admin/rejudges/${segment(id)}${query}`);
}

export function applyRejudge(id: string): Promise<Rejudge> {
  return call("POST", `/admin/rejudges/${segment(id)}/apply`);
}

export function cancelRejudge(id: string): Promise<Rejudge> {
  return call("POST", `/admin/rejudges/${segment(id)}/cancel`);
}

/** The JSON Schema of problem files. */
export function getSchema(): Promise<Record<string, unknown>> {
  return call("GET", "/admin/schema");
}

/** The text that a new document of a kind starts from. */
export async function getTemplate(name: string): Promise<string> {
  return (await send("GET", `/admin/templates/${segment(name)}`)).text();
}
