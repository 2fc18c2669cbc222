import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { handOver } from "./belongings";

let stored: Record<string, string>;
/** Nothing fits in any more that is longer than what was there. */
let full: boolean;

beforeEach(() => {
  stored = {};
  full = false;
  const storage = {
    getItem: (key: string) => stored[key] ?? null,
    setItem: (key: string, value: string) => {
      if (full && key.startsWith("nabla-of.")) throw new DOMException("full", "QuotaExceededError");
      stored[key] = value;
    },
    removeItem: (key: string) => void delete stored[key],
    key: (at: number) => Object.keys(stored)[at] ?? null,
  };
  vi.stubGlobal(
    "localStorage",
    new Proxy(storage, {
      get: (it, name) =>
        name === "length" ? Object.keys(stored).length : it[name as keyof typeof it],
      ownKeys: () => Object.keys(stored),
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    }),
  );
});

afterEach(() => void vi.unstubAllGlobals());

it("gives what nobody has written to who logs in", () => {
  stored["nabla.draft.a"] = "nobody's";
  expect(handOver("ada")).toBe(false);
  expect(stored).toEqual({ "nabla.draft.a": "nobody's", "nabla.owner": "ada" });
});

it("lays aside what is another's, and puts it back; settings stay", () => {
  Object.assign(stored, {
    "nabla.owner": "ada",
    "nabla.draft.a": "ada's",
    "nabla.base.a": "ada's base",
    "nabla.theme": "dark",
    "nabla.split.problem": "0.4",
    "other.key": "not ours",
  });
  const before = { ...stored };
  expect(handOver("bob")).toBe(true);
  expect(stored["nabla.draft.a"]).toBeUndefined();
  expect(stored["nabla.theme"]).toBe("dark");
  stored["nabla.draft.b"] = "bob's";
  expect(handOver(null)).toBe(true);
  expect(stored["nabla.draft.b"]).toBeUndefined();
  expect(handOver("ada")).toBe(true);
  expect(stored).toEqual({ ...before, "nabla-of.bob.draft.b": "bob's" });
});

it("does not mix what nobody has written with what was laid aside", () => {
  Object.assign(stored, { "nabla.owner": "ada", "nabla.draft.a": "ada's" });
  handOver(null);
  stored["nabla.draft.c"] = "nobody's";
  expect(handOver("ada")).toBe(false);
  expect(stored).toEqual({
    "nabla.owner": "ada",
    "nabla.draft.c": "nobody's",
    "nabla-of.ada.draft.a": "ada's",
  });
  // And what is laid aside later takes the place of what lay there before.
  handOver(null);
  handOver("ada");
  expect(stored).toEqual({
    "nabla.owner": "ada",
    "nabla.draft.a": "ada's",
    "nabla.draft.c": "nobody's",
  });
});

it("loses nothing where the browser is full", () => {
  Object.assign(stored, { "nabla.owner": "ada", "nabla.draft.a": "ada's" });
  full = true;
  handOver("bob");
  expect(stored["nabla.draft.a"]).toBe("ada's");
});

it("does nothing where all stays as it is", () => {
  Object.assign(stored, { "nabla.owner": "ada", "nabla.draft.a": "ada's" });
  expect(handOver("ada")).toBe(false);
  expect(stored).toEqual({ "nabla.owner": "ada", "nabla.draft.a": "ada's" });
});
