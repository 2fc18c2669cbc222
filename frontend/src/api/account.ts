import { call } from "./client";
import type { Login, NewToken, OwnAccount, Page, Token, TokenWithSecret } from "./types";

/** All that is stored of the caller, as a file. */
export const EXPORT_URL = "/api/v1/me/export";

/** Who is logged in, and in which ways they can be. */
export function getOwnAccount(): Promise<OwnAccount> {
  return call("GET", "/me");
}

export async function listTokens(): Promise<Token[]> {
  return (await call<Page<Token>>("GET", "/me/tokens")).items;
}

/** The answer holds the token this once. */
export function makeToken(token: NewToken): Promise<TokenWithSecret> {
  return call("POST", "/me/tokens", token);
}

export function deleteToken(id: string): Promise<void> {
  return call("DELETE", `/me/tokens/${encodeURIComponent(id)}`);
}

export async function listLogins(): Promise<Login[]> {
  return (await call<Page<Login>>("GET", "/me/sessions")).items;
}

export function endLogin(id: string): Promise<void> {
  return call("DELETE", `/me/sessions/${encodeURIComponent(id)}`);
}

/** End every log-in but this one. */
export function endOtherLogins(): Promise<void> {
  return call("DELETE", "/me/sessions");
}

export function changePassword(old: string, next: string): Promise<void> {
  return call("POST", "/me/password", { old, new: next });
}

/** Delete the account with all that belongs to it, for good. */
export function deleteAccount(password: string): Promise<void> {
  return call("DELETE", "/me", { password });
}
