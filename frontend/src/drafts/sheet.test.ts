import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Sheet } from "./sheet";

const DECK = "a-question";
const SOON = 5000;

/** The calls for drafts as the server answers them, each when the test says so. */
class Server {
  readonly kept = new Map<string, { text: string | null; revision: number }>();
  readonly held: (() => void)[] = [];
  hold = false;
  /** What is saved is kept, and the answer gets lost. */
  mute = false;

  readonly fetch = async (path: string, { method, body }: RequestInit): Promise<Response> => {
    if (method === "GET") return Response.json({ items: [...this.kept].map(toItem), next: null });
    const place = path.split("/").at(-1)!;
    const { text, revision } = JSON.parse(String(body)) as { text: string; revision: number };
    if (this.hold) await new Promise<void>((resume) => this.held.push(resume));
    if ((this.kept.get(place)?.revision ?? 0) !== revision) return Response.json({}, { status: 409 });
    this.kept.set(place, { text, revision: revision + 1 });
    if (this.mute) await new Promise(() => {});
    return Response.json(toItem([place, this.kept.get(place)!]));
  };
}

function toItem([place, kept]: [string, { text: string | null; revision: number }]) {
  return { place, ...kept, saved_at: null };
}

let server: Server;
let stored: Map<string, string>;
let listeners: Map<string, (event: unknown) => void>;

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  stored = new Map();
  listeners = new Map();
  vi.stubGlobal("fetch", server.fetch);
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("document", { hidden: false, addEventListener: () => {} });
  vi.stubGlobal("addEventListener", (name: string, act: (event: unknown) => void) =>
    listeners.set(name, act),
  );
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
    key: (at: number) => [...stored.keys()][at] ?? null,
    get length() {
      return stored.size;
    },
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function openSheet(): Promise<Sheet> {
  const sheet = new Sheet(DECK, "somebody", () => {});
  sheet.open();
  await vi.advanceTimersByTimeAsync(SOON);
  return sheet;
}

/** Another tab writes to the storage, and this one hears of it. */
function elsewhere(name: "text" | "textbase", place: string, value: string): void {
  const key = `nabla.${name}.${DECK}.${place}`;
  stored.set(key, value);
  listeners.get("storage")!({ key });
}

describe("what is written while a save is on its way", () => {
  it("is sent after it, without another key", async () => {
    const sheet = await openSheet();
    sheet.change("part-1", "first");
    await vi.advanceTimersByTimeAsync(SOON);
    server.hold = true;
    sheet.change("part-2", "second");
    await vi.advanceTimersByTimeAsync(SOON);
    expect(server.held).toHaveLength(1);
    sheet.change("part-1", "first, and more");
    await vi.advanceTimersByTimeAsync(SOON);
    server.hold = false;
    server.held.forEach((go) => go());
    await vi.advanceTimersByTimeAsync(SOON);
    expect(server.kept.get("part-1")?.text).toBe("first, and more");
    expect(server.kept.get("part-2")?.text).toBe("second");
  });

  it("is sent, though another tab has just saved what was there before", async () => {
    const sheet = await openSheet();
    sheet.change("part-1", "newer");
    server.kept.set("part-1", { text: "older", revision: 1 });
    elsewhere("textbase", "part-1", JSON.stringify({ user: "somebody", revision: 1, clean: true }));
    await vi.advanceTimersByTimeAsync(SOON);
    expect(server.kept.get("part-1")?.text).toBe("newer");
    expect(sheet.theirs("part-1")).toBeNull();
  });

  it("is left to the other tab where that has written over it", async () => {
    const sheet = await openSheet();
    sheet.change("part-1", "here");
    elsewhere("text", "part-1", "there");
    server.kept.set("part-1", { text: "there", revision: 1 });
    elsewhere("textbase", "part-1", JSON.stringify({ user: "somebody", revision: 1, clean: true }));
    await vi.advanceTimersByTimeAsync(SOON);
    expect(sheet.text("part-1")).toBe("there");
    expect(server.kept.get("part-1")).toEqual({ text: "there", revision: 1 });
  });
});

describe("a page that is closed before it has heard of its own save", () => {
  it("goes on from it when it is opened again", async () => {
    const before = await openSheet();
    server.mute = true;
    before.change("part-1", "first");
    await vi.advanceTimersByTimeAsync(SOON);
    before.change("part-1", "first, and more");
    expect(server.kept.get("part-1")?.text).toBe("first");
    server.mute = false;
    const after = await openSheet();
    expect(after.theirs("part-1")).toBeNull();
    expect(server.kept.get("part-1")?.text).toBe("first, and more");
  });

  it("asks where another machine has saved since", async () => {
    const before = await openSheet();
    server.mute = true;
    before.change("part-1", "first");
    await vi.advanceTimersByTimeAsync(SOON);
    before.change("part-1", "first, and more");
    server.kept.set("part-1", { text: "elsewhere", revision: 2 });
    server.mute = false;
    const after = await openSheet();
    expect(after.theirs("part-1")?.text).toBe("elsewhere");
    expect(after.text("part-1")).toBe("first, and more");
  });
});
