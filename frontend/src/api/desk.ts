/** The calls that only admins may make: attempts, people, queue and cells, the record. */
import { call, segment } from "./client";
import type {
  Act,
  AttemptShown,
  DeskAttempt,
  Invitation,
  InvitationWithCode,
  Overview,
  Page,
  Person,
  PersonChange,
  Rejudge,
  RejudgeItem,
} from "./types";

/** What a list is narrowed by; an empty value narrows nothing. */
export type Wish = Record<string, string>;

function queryOf(wish: Wish, cursor: string | null = null): string {
  const query = new URLSearchParams(Object.entries(wish).filter(([, value]) => value !== ""));
  if (cursor !== null) query.set("cursor", cursor);
  return query.size > 0 ? `?${query}` : "";
}

const MOST_EMPTY_PAGES = 20;

/**
 * Everybody's attempts, newest first.
 *
 * The server looks at so many a page and finds what fits among them; over pages on which nothing
 * did, the search goes on, but not forever: the page may be empty and still have a next one.
 */
export async function listDeskAttempts(
  wish: Wish,
  cursor: string | null,
): Promise<Page<DeskAttempt>> {
  for (let empty = 1; ; empty++) {
    const path = `/admin/attempts${queryOf(wish, cursor)}`;
    const page = await call<Page<DeskAttempt>>("GET", path);
    if (page.items.length > 0 || page.next === null || empty === MOST_EMPTY_PAGES) return page;
    cursor = page.next;
  }
}

/** Where the same attempts are to be had as a table for spreadsheets. */
export function tableUrl(wish: Wish): string {
  return `/api/v1/admin/attempts.csv${queryOf(wish)}`;
}

export function getDeskAttempt(id: string): Promise<AttemptShown> {
  return call("GET", `/admin/attempts/${segment(id)}`);
}

/** Judge chosen attempts at one problem again; nothing changes before it is applied. */
export function rejudgeChosen(problem: string, submissions: string[]): Promise<Rejudge> {
  const path = `/admin/problems/${segment(problem)}/rejudge`;
  return call("POST", path, { apply: false, submissions });
}

/** The rejudgings of all problems, newest first. */
export function listAllRejudges(cursor: string | null): Promise<Page<RejudgeItem>> {
  return call("GET", `/admin/rejudges${queryOf({}, cursor)}`);
}

export function listPeople(wish: Wish, cursor: string | null): Promise<Page<Person>> {
  return call("GET", `/admin/users${queryOf(wish, cursor)}`);
}

export function getPerson(id: string): Promise<Person> {
  return call("GET", `/admin/users/${segment(id)}`);
}

export function changePerson(id: string, change: PersonChange): Promise<Person> {
  return call("PATCH", `/admin/users/${segment(id)}`, change);
}

/** Make up a new password; the answer holds it this once. */
export async function resetPassword(id: string): Promise<string> {
  const path = `/admin/users/${segment(id)}/password`;
  return (await call<{ password: string }>("POST", path)).password;
}

export function endLogIns(id: string): Promise<{ count: number }> {
  return call("DELETE", `/admin/users/${segment(id)}/sessions`);
}

export function deleteTokens(id: string): Promise<{ count: number }> {
  return call("DELETE", `/admin/users/${segment(id)}/tokens`);
}

export async function listInvitations(): Promise<Invitation[]> {
  return (await call<Page<Invitation>>("GET", "/admin/invitations")).items;
}

/** The answer holds the code this once. */
export function invite(wish: {
  role: string;
  uses: number;
  days: number;
}): Promise<InvitationWithCode> {
  return call("POST", "/admin/invitations", wish);
}

export function uninvite(id: string): Promise<void> {
  return call("DELETE", `/admin/invitations/${segment(id)}`);
}

export function getOverview(): Promise<Overview> {
  return call("GET", "/admin/overview");
}

/** Replace all judge cells by fresh ones, without losing anybody's attempt. */
export function recycleCells(): Promise<{ count: number }> {
  return call("POST", "/admin/cells/recycle");
}

/** What has been done, newest first. */
export function listRecord(wish: Wish, cursor: string | null): Promise<Page<Act>> {
  return call("GET", `/admin/audit${queryOf(wish, cursor)}`);
}
