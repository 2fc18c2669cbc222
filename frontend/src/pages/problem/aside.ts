import { keep, recall } from "../../storage";

/** Code that other code has taken the place of, newest first. */
export interface Aside {
  code: string;
  /** When it was put aside. */
  at: string;
}

// More would fill the browser's storage; the oldest is the least missed.
const MOST = 8;

export function readAside(problem: string): Aside[] {
  const text = recall(`aside.${problem}`);
  if (text === null) return [];
  try {
    return JSON.parse(text) as Aside[];
  } catch {
    return [];
  }
}

/** Put code aside, unless it lies there already; returns all that does. */
export function putAside(problem: string, code: string): Aside[] {
  const others = readAside(problem).filter((aside) => aside.code !== code);
  return write(problem, [{ code, at: new Date().toISOString() }, ...others].slice(0, MOST));
}

/** Let go of code that was put aside; returns what remains. */
export function forgetAside(problem: string, code: string): Aside[] {
  return write(problem, readAside(problem).filter((aside) => aside.code !== code));
}

function write(problem: string, aside: Aside[]): Aside[] {
  keep(`aside.${problem}`, aside.length > 0 ? JSON.stringify(aside) : null);
  return aside;
}
