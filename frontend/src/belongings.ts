import { bringBack, keep, layAside, recall, recallAll } from "./storage";

/**
 * Whose writings this browser holds.
 *
 * Theory of operation: drafts, answers and notes lie in the browser without a name, so that who
 * writes before logging in finds all of it afterwards. Once an account has logged in they are that
 * account's, and its id is noted. When another one logs in, or the first one logs out, they are laid
 * aside under that id, and put back when it logs in again. A log-in that merely ends hands nothing
 * over: who was writing goes on.
 */

const OWNER = "owner";
/** What is the browser's own: how it shows things. */
const SETTINGS = ["theme", "editor", "split.", OWNER];

const isWriting = (key: string) => !SETTINGS.some((setting) => key.startsWith(setting));

/** The storage event of a tab in which somebody else has logged in has this key. */
export const OWNER_KEY = `nabla.${OWNER}`;

/** Give the browser to an account, or to nobody; whether what lies in it has changed by that. */
export function handOver(account: string | null): boolean {
  const owner = recall(OWNER);
  if (owner === account) return false;
  let moved = owner === null ? 0 : layAside(owner, isWriting);
  // What nobody has written goes to who logs in, and would mix with what was laid aside.
  if (account !== null && ![...recallAll("").keys()].some(isWriting)) moved += bringBack(account);
  keep(OWNER, account);
  return moved > 0;
}
