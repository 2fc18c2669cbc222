import { useEffect, useMemo, useReducer } from "preact/hooks";

import { ApiError, listTexts, saveText } from "../api/client";
import type { TextDraft } from "../api/types";
import { forgetAside, putAside, readAside, type Aside } from "../pages/problem/aside";
import { meet, parseBase, type Base, type Meeting } from "../pages/problem/sync";
import { useSession } from "../session";
import { keep, recall, recallAll } from "../storage";

/**
 * What somebody writes into the places of a lab or a question: cells, answers in words, parts.
 *
 * Theory of operation: as with drafts of code, all tabs of a browser share one text a place, which
 * is written at once; a tab that was not told puts aside what it would write over. The server keeps
 * a copy with a revision, refuses a save that was not made from the newest, and the writer chooses.
 */

const PAUSE_MILLISECONDS = 1500;
const RETRY_MILLISECONDS = 10_000;
// Stands for "nothing of one's own" where texts are compared; no text can be it.
const NOTHING = "\0";

interface Place {
  /** Null: nothing of one's own. */
  text: string | null;
  /** What the storage held when this tab looked last. */
  seen: string | null;
  base: Base;
  /** Something was written in this tab that no save of its own has sent. */
  written: boolean;
  /** What was saved elsewhere meanwhile, until the writer has chosen. */
  theirs: TextDraft | null;
  /** Grows when the text changes by another hand than this tab's. */
  turns: number;
}

/** What to do when the browser's text meets what the server has. */
export function meetText(mine: string | null, base: Base, theirs: TextDraft): Meeting {
  if (theirs.text === null && theirs.revision > 0) {
    if (mine === null) return "same";
    return base.clean ? "take" : "push";
  }
  const kept = { revision: theirs.revision, code: theirs.text, inputs: null, saved_at: null };
  return meet(mine ?? NOTHING, base, kept, NOTHING);
}

export class Sheet {
  private readonly places = new Map<string, Place>();
  private timer: number | undefined;
  private busy = false;
  private closed = true;

  constructor(
    private readonly document: string,
    /** Whose it is on the server; undefined: nobody is logged in, it stays in this browser. */
    private readonly user: string | undefined,
    private readonly redraw: () => void,
  ) {}

  /** What was written at a place; null if nothing was. */
  text(place: string): string | null {
    return this.at(place).text;
  }

  /** Grows when the text was changed elsewhere, so that an editor has to be given the new one. */
  turns(place: string): number {
    return this.at(place).turns;
  }

  theirs(place: string): TextDraft | null {
    return this.at(place).theirs;
  }

  aside(place: string): readonly Aside[] {
    return readAside(this.key(place));
  }

  change(place: string, text: string | null): void {
    const it = this.at(place);
    if (it.text === text) return;
    this.write(place, text);
    it.written = true;
    this.setBase(place, { clean: false });
    this.redraw();
    this.later(PAUSE_MILLISECONDS);
  }

  keepAside(place: string, text: string | null): void {
    if (text !== null && text.trim() !== "") putAside(this.key(place), text);
  }

  /** Put back what lay aside; what is there is put aside for it. */
  takeBack(place: string, text: string): void {
    forgetAside(this.key(place), text);
    this.keepAside(place, this.text(place));
    this.change(place, text);
    this.at(place).turns += 1;
    this.redraw();
  }

  forget(place: string, text: string): void {
    forgetAside(this.key(place), text);
    this.redraw();
  }

  /** Go on with one's own text, or with what was saved elsewhere; the other is put aside. */
  choose(place: string, whose: "mine" | "theirs"): void {
    const it = this.at(place);
    const { theirs } = it;
    if (theirs === null) return;
    this.keepAside(place, whose === "mine" ? theirs.text : it.text);
    it.theirs = null;
    if (whose === "theirs") this.take(place, theirs);
    this.setBase(place, { revision: theirs.revision, clean: whose === "theirs", sent: null });
    this.redraw();
    this.later(0);
  }

  open(): () => void {
    this.closed = false;
    for (const place of recallAll(`text.${this.document}.`).keys()) this.at(place);
    for (const place of recallAll(`textbase.${this.document}.`).keys()) this.at(place);
    const onStorage = ({ key }: StorageEvent) => this.hear(key);
    const onShow = () => [...this.places.keys()].forEach((place) => this.follow(place));
    const onVisible = () => void (document.hidden ? this.save() : this.compare());
    const onOnline = () => void this.save();
    addEventListener("storage", onStorage);
    addEventListener("pageshow", onShow); // A page from the browser's cache was not told.
    addEventListener("online", onOnline);
    document.addEventListener("visibilitychange", onVisible);
    void this.compare();
    return () => {
      void this.save();
      this.closed = true;
      clearTimeout(this.timer);
      removeEventListener("storage", onStorage);
      removeEventListener("pageshow", onShow);
      removeEventListener("online", onOnline);
      document.removeEventListener("visibilitychange", onVisible);
    };
  }

  private key(place: string): string {
    return `${this.document}.${place}`;
  }

  private at(place: string): Place {
    const known = this.places.get(place);
    if (known) return known;
    const text = recall(`text.${this.key(place)}`);
    const base = this.readBase(place);
    const it = { text, seen: text, base, written: false, theirs: null, turns: 0 };
    this.places.set(place, it);
    return it;
  }

  private write(place: string, text: string | null): void {
    const it = this.at(place);
    const now = recall(`text.${this.key(place)}`);
    if (now !== it.seen && now !== text) this.keepAside(place, now);
    it.text = text;
    it.seen = keep(`text.${this.key(place)}`, text) ? text : now;
  }

  private hear(key: string | null): void {
    for (const [prefix, act] of [
      [`nabla.text.${this.document}.`, (place: string) => this.follow(place)],
      [`nabla.textbase.${this.document}.`, (place: string) => this.followBase(place)],
      [`nabla.aside.${this.document}.`, () => this.redraw()],
    ] as const) {
      if (key?.startsWith(prefix)) act(key.slice(prefix.length));
    }
  }

  /** Another tab has written. */
  private follow(place: string): void {
    const it = this.at(place);
    const now = recall(`text.${this.key(place)}`);
    if (now === it.seen) return;
    it.text = it.seen = now;
    it.written = false;
    it.turns += 1;
    this.redraw();
  }

  /** Another tab has saved, or has decided between two. */
  private followBase(place: string): void {
    const it = this.at(place);
    it.base = this.readBase(place);
    if (it.theirs && it.base.revision >= it.theirs.revision) {
      it.theirs = null;
      this.redraw();
    }
    if (!it.written || it.theirs) return;
    // What was written here may be newer than what the other tab has sent.
    this.setBase(place, { clean: false });
    this.later(PAUSE_MILLISECONDS);
  }

  /** Look at what the server has. */
  private async compare(): Promise<void> {
    if (this.user === undefined || this.busy || this.closed) return;
    this.busy = true;
    try {
      const found = new Map((await listTexts(this.document)).map((it) => [it.place, it]));
      if (this.closed) return;
      for (const place of new Set([...this.places.keys(), ...found.keys()])) {
        const nothing = { place, revision: 0, text: null, saved_at: null };
        this.receive(place, found.get(place) ?? nothing);
      }
      this.redraw();
      this.later(0);
    } catch (error) {
      this.failed(error);
    } finally {
      this.busy = false;
    }
  }

  private receive(place: string, found: TextDraft): void {
    const it = this.at(place);
    if (it.theirs !== null) return;
    switch (meetText(it.text, it.base, found)) {
      case "push":
        this.setBase(place, { revision: found.revision, clean: false, sent: null });
        break;
      case "take":
        this.take(place, found);
        this.setBase(place, { revision: found.revision, clean: true, sent: null });
        break;
      case "same":
        it.written = false;
        this.setBase(place, { revision: found.revision, clean: true, sent: null });
        break;
      case "ask":
        it.theirs = found;
    }
  }

  private take(place: string, found: TextDraft): void {
    const it = this.at(place);
    this.write(place, found.text);
    it.written = false;
    it.turns += 1;
  }

  /** Save what has changed since the last save. */
  private async save(): Promise<void> {
    if (this.user === undefined || this.busy || this.closed) return;
    clearTimeout(this.timer);
    this.busy = true;
    let stale = false;
    try {
      for (const [place, it] of this.places) {
        if (!isDue(it)) continue;
        if (it.base.sent !== null) {
          stale = true; // Whether the one before has arrived is not known.
          continue;
        }
        const sent = it.text;
        this.setBase(place, { sent });
        try {
          const saved = await saveText(this.document, place, sent, it.base.revision);
          it.written = it.text !== sent;
          this.setBase(place, { revision: saved.revision, clean: !it.written, sent: null });
        } catch (error) {
          if (!(error instanceof ApiError) || error.status !== 409) throw error;
          stale = true;
        }
      }
      // Written while the others were on their way.
      if (!stale && [...this.places.values()].some(isDue)) this.later(PAUSE_MILLISECONDS);
    } catch (error) {
      this.failed(error);
    } finally {
      this.busy = false;
    }
    if (stale) await this.compare();
  }

  private failed(error: unknown): void {
    const status = error instanceof ApiError ? error.status : 0;
    // Without a log-in, or with a text that is too long, trying again would not help.
    if (status >= 400 && status < 500 && status !== 429) return;
    this.later(RETRY_MILLISECONDS);
  }

  private later(milliseconds: number): void {
    if (this.closed || this.user === undefined) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.save(), milliseconds);
  }

  private setBase(place: string, part: Partial<Base>): void {
    const it = this.at(place);
    const next = { ...it.base, ...part };
    const noted = JSON.stringify(next);
    if (noted === JSON.stringify(it.base)) return;
    it.base = next;
    keep(`textbase.${this.key(place)}`, noted);
  }

  private readBase(place: string): Base {
    return parseBase(recall(`textbase.${this.key(place)}`), this.user ?? "");
  }
}

/** Whether the server is to be sent what stands at a place. */
function isDue({ text, base, theirs }: Place): boolean {
  return !base.clean && theirs === null && (text !== null || base.revision > 0);
}

/** What the reader writes into a lab or a question, shared with the other tabs and the server. */
export function useSheet(document: string): Sheet {
  const { user } = useSession();
  const [, redraw] = useReducer((turn: number) => turn + 1, 0);
  const sheet = useMemo(
    () => new Sheet(document, user?.id, () => redraw(undefined)),
    [document, user?.id],
  );
  useEffect(() => sheet.open(), [sheet]);
  return sheet;
}
