import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import { ApiError, getCodeDraft, saveCodeDraft } from "../../api/client";
import type { CodeDraft } from "../../api/types";
import { keep, recall } from "../../storage";
import type { Fields } from "./own/read";

/**
 * Keeping a draft on the server.
 *
 * Theory of operation: each save names the revision that it was made from, and the server refuses
 * one that is not the newest. So of two tabs or machines the second to save hears of it, and the
 * reader chooses. What the browser holds is marked `clean` while it is what the server has; clean
 * code gives way to newer code in silence, since nothing is lost by it. What is on its way is noted
 * before it leaves: a page that is closed before the answer comes still knows its own save again.
 */

/** `off`: not logged in, or refused for good. `due`: soon. `away`: tried again in a while. */
export type SyncState = "off" | "due" | "saving" | "saved" | "away" | "conflict";

const PAUSE_MILLISECONDS = 1500;
const RETRY_MILLISECONDS = 10_000;

/** What the browser's code was made from. */
export interface Base {
  user: string;
  revision: number;
  clean: boolean;
  /** What was sent to take the place of that revision, as long as no answer has come. */
  sent: string | null;
}

export type Meeting = "push" | "take" | "same" | "ask";

/** What to do when the browser's code meets what the server has. */
export function meet(mine: string, base: Base, theirs: CodeDraft, starter: string): Meeting {
  if (theirs.code === null || theirs.revision === 0) return mine === starter ? "same" : "push";
  if (mine === theirs.code) return "same";
  if (base.revision === theirs.revision) return base.clean ? "ask" : "push";
  // One's own save, whose answer did not come: what is here was written from it.
  if (theirs.code === base.sent) return "push";
  // Code that was never touched here, or that the server had, is nobody's loss.
  return base.clean || mine === starter ? "take" : "ask";
}

/** Whether own inputs were typed since the revision that the server has. */
export function unsent(mine: Fields | null, base: Base, theirs: CodeDraft): boolean {
  const own = base.revision === theirs.revision || base.sent === theirs.code;
  if (mine === null || base.clean || !own) return false;
  return JSON.stringify(mine) !== JSON.stringify(theirs.inputs);
}

interface SyncOptions {
  problem: string;
  /** Whose it is: undefined as long as the server has not said, null for nobody. */
  user: string | null | undefined;
  starter: string;
  read(): { code: string; inputs: Fields | null };
  /** Take over what the server has. */
  take(theirs: CodeDraft): void;
}

interface Sync {
  state: SyncState;
  theirs: CodeDraft | null;
  changed(): void;
  /** The reader has chosen: the next save takes the place of what was saved elsewhere. */
  settle(): void;
}

export function useDraftSync(options: SyncOptions): Sync {
  const { problem, user } = options;
  const [state, setState] = useState<SyncState>("off");
  const [theirs, setTheirs] = useState<CodeDraft | null>(null);
  const latest = useRef(options);
  latest.current = options;
  const work = useRef<Work | null>(null);

  // Something was written before the server had said whose it is.
  const early = useRef(false);

  useEffect(() => {
    if (user === undefined) return;
    const written = early.current;
    early.current = false;
    if (user === null) return;
    const mine = new Work(user, problem, latest, setState, setTheirs);
    work.current = mine;
    if (written) mine.changed();
    void mine.compare();
    const onVisible = () => void (document.hidden ? mine.save() : mine.compare());
    const onOnline = () => void mine.save();
    const onStorage = ({ key }: StorageEvent) => {
      if (key === `nabla.base.${problem}`) mine.follow();
    };
    document.addEventListener("visibilitychange", onVisible);
    addEventListener("online", onOnline);
    addEventListener("storage", onStorage);
    return () => {
      document.removeEventListener("visibilitychange", onVisible);
      removeEventListener("online", onOnline);
      removeEventListener("storage", onStorage);
      mine.stop();
      work.current = null;
      setState("off");
    };
  }, [problem, user]);

  const changed = useCallback(() => {
    if (work.current) work.current.changed();
    else early.current = latest.current.user === undefined;
  }, []);
  const settle = () => work.current?.settle();
  return { state, theirs, changed, settle };
}

class Work {
  private base: Base;
  private timer: number | undefined;
  private busy = false;
  private stopped = false;
  private conflict: CodeDraft | null = null;
  /** Something was written in this tab that no save of its own has sent. */
  private written = false;

  constructor(
    private readonly user: string,
    private readonly problem: string,
    private readonly options: { readonly current: SyncOptions },
    private readonly setState: (state: SyncState) => void,
    private readonly setTheirs: (theirs: CodeDraft | null) => void,
  ) {
    this.base = readBase(problem, user);
  }

  stop(): void {
    void this.save();
    this.stopped = true;
    clearTimeout(this.timer);
  }

  changed(): void {
    this.written = true;
    if (this.base.clean) this.setBase({ clean: false });
    if (this.conflict) return;
    this.setState("due");
    this.later(PAUSE_MILLISECONDS);
  }

  settle(): void {
    if (!this.conflict) return;
    this.setBase({ revision: this.conflict.revision, clean: false, sent: null });
    this.conflict = null;
    this.setTheirs(null);
    this.later(0);
  }

  /** Another tab of this browser has saved, or has decided between two. */
  follow(): void {
    this.base = readBase(this.problem, this.user);
    if (this.conflict && this.base.revision >= this.conflict.revision) {
      this.conflict = null;
      this.setTheirs(null);
    }
    if (this.conflict) return;
    if (this.written) {
      // What was written here may be newer than what the other tab has sent.
      this.setBase({ clean: false });
      this.later(PAUSE_MILLISECONDS);
    } else if (this.base.clean) this.setState("saved");
  }

  /** Look at what the server has: when the page opens, and when the reader comes back to it. */
  async compare(): Promise<void> {
    if (this.busy || this.conflict || this.stopped) return;
    this.busy = true;
    let found: CodeDraft;
    try {
      found = await getCodeDraft(this.problem);
    } catch (error) {
      this.busy = false;
      this.failed(error);
      return;
    }
    this.busy = false;
    if (!this.stopped) this.receive(found);
  }

  /** Save what has changed since the last save. */
  async save(): Promise<void> {
    if (this.busy || this.conflict || this.stopped || this.base.clean) return;
    clearTimeout(this.timer);
    this.setState("saving");
    // Whether the one before has arrived is not known.
    if (this.base.sent !== null) return this.compare();
    this.busy = true;
    const { code, inputs } = this.options.current.read();
    this.setBase({ sent: code });
    try {
      const saved = await saveCodeDraft(this.problem, code, inputs, this.base.revision);
      const now = this.options.current.read();
      const clean = now.code === code && now.inputs === inputs;
      this.written = !clean;
      this.setBase({ revision: saved.revision, clean, sent: null });
      this.setState(clean ? "saved" : "due");
      if (!clean) this.later(PAUSE_MILLISECONDS);
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) {
        this.busy = false;
        await this.compare();
        return;
      }
      this.failed(error);
    } finally {
      this.busy = false;
    }
  }

  private receive(found: CodeDraft): void {
    const { read, starter, take } = this.options.current;
    const { code, inputs } = read();
    const meeting = meet(code, this.base, found, starter);
    switch (meeting === "same" && unsent(inputs, this.base, found) ? "push" : meeting) {
      case "push":
        this.setBase({ revision: found.revision, clean: false, sent: null });
        this.later(0);
        break;
      case "same":
      case "take":
        take(found);
        this.written = false;
        clearTimeout(this.timer);
        this.setBase({ revision: found.revision, clean: true, sent: null });
        this.setState("saved");
        break;
      case "ask":
        this.conflict = found;
        this.setTheirs(found);
        this.setState("conflict");
    }
  }

  private failed(error: unknown): void {
    const status = error instanceof ApiError ? error.status : 0;
    // Without a log-in, or with code that is too long, trying again would not help.
    if (status >= 400 && status < 500 && status !== 429) {
      this.setState("off");
      return;
    }
    this.setState("away");
    this.later(RETRY_MILLISECONDS);
  }

  private later(milliseconds: number): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.save(), milliseconds);
  }

  private setBase(part: Partial<Base>): void {
    this.base = { ...this.base, ...part };
    keep(`base.${this.problem}`, JSON.stringify(this.base));
  }
}

/** What the browser's draft of a problem was made from. */
export function readBase(problem: string, user: string): Base {
  return parseBase(recall(`base.${problem}`), user);
}

/** What the browser has noted of somebody's text; that nothing is known where it is another's. */
export function parseBase(noted: string | null, user: string): Base {
  const unknown = { user, revision: 0, clean: false, sent: null };
  try {
    const base = JSON.parse(noted ?? "null") as Base | null;
    return base?.user === user ? { ...unknown, ...base } : unknown;
  } catch {
    return unknown;
  }
}
