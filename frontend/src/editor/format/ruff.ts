import init, { format } from "@wasm-fmt/ruff_fmt/web";
import address from "@wasm-fmt/ruff_fmt/wasm?url";

import { fetched } from "./fetched";

/** As long as Black and Ruff let a line be. */
export const LINE_WIDTH = 88;

/** Code that Ruff cannot read, and where. */
export class NotPython extends Error {
  constructor(
    readonly reason: string,
    /** In UTF-16, as the editor counts. */
    readonly offset: number,
  ) {
    super(reason);
    this.name = "NotPython";
  }
}

let ready: Promise<unknown> | null = null;

/** Fetch and compile the formatter, once. Throws what keeps it from coming. */
export async function loadRuff(onShare: (share: number) => void): Promise<void> {
  ready ??= fetched(address, onShare)
    .then((response) => init(response))
    .catch((error: unknown) => {
      ready = null;
      throw error;
    });
  await ready;
}

/** Lay out a program; `loadRuff` comes first. Throws NotPython. */
export function formatPython(code: string): string {
  try {
    return format(code, "solution.py", { line_width: LINE_WIDTH });
  } catch (error) {
    if (typeof error !== "string") throw error;
    throw readError(error, code);
  }
}

/** What Ruff says of code that it cannot read; places in it are counted in bytes of UTF-8. */
export function readError(words: string, code: string): NotPython {
  const [, reason = words, bytes] = /^(.*?)(?: at byte range (\d+)\.\.\d+)?$/s.exec(words) ?? [];
  const before = new TextEncoder().encode(code).slice(0, Number(bytes ?? 0));
  return new NotPython(reason, new TextDecoder().decode(before).length);
}
