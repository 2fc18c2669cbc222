import { useState } from "preact/hooks";

import { ApiError } from "../../api/client";
import { runCells, type CellsRun, type Lab } from "../../api/learn";
import type { Drawing, UsedFunction } from "../../api/types";
import { describe } from "../../api/words";
import type { Sheet } from "../../drafts/sheet";
import { useSession } from "../../session";

/** What a cell has printed and given, or why it has not. */
export interface Output {
  stdout: string;
  figures: Drawing[];
  value: CellsRun["cells"][number]["value"];
  error: CellsRun["cells"][number]["error"];
  /** Why it did not end. */
  ending: string | null;
}

/** The code cells of a lab, with what came of running them. Positions count from 0, in order. */
export interface Notebook {
  /** Where the cells are kept. */
  sheet: Sheet;
  codes: readonly string[];
  originals: readonly string[];
  outputs: readonly (Output | null)[];
  /** The cell that somebody waits for. */
  running: number | null;
  /** What is defined after the cell that was run last, and which that was. */
  names: { position: number; names: CellsRun["names"] } | null;
  /** The reader's own functions of solved tasks that the last run could call, and of which cell. */
  used: { position: number; used: UsedFunction[] } | null;
  /** Why the last run did not even begin, and of which cell. */
  trouble: { position: number; words: string } | null;
  needsLogIn: number | null;
  change(position: number, code: string): void;
  /** Run a cell, and those before it, which define what it uses. */
  run(position: number): Promise<void>;
}

/** The name of a code cell among the places of a lab that are written into. */
export function placeOf(position: number): string {
  return `cell-${position + 1}`;
}

export function useNotebook(lab: Lab, sheet: Sheet): Notebook {
  const { user, refresh } = useSession();
  const originals = codesOf(lab);
  const codes = originals.map((code, position) => sheet.text(placeOf(position)) ?? code);
  const [outputs, setOutputs] = useState<(Output | null)[]>(() => originals.map(() => null));
  const [running, setRunning] = useState<number | null>(null);
  const [names, setNames] = useState<Notebook["names"]>(null);
  const [used, setUsed] = useState<Notebook["used"]>(null);
  const [trouble, setTrouble] = useState<Notebook["trouble"]>(null);
  const [needsLogIn, setNeedsLogIn] = useState<number | null>(null);

  const change = (position: number, code: string) =>
    sheet.change(placeOf(position), code === originals[position] ? null : code);

  const run = async (position: number) => {
    if (running !== null) return;
    setTrouble(null);
    setNeedsLogIn(null);
    if (user === null) return setNeedsLogIn(position);
    setRunning(position);
    try {
      const ran = await runCells(lab.id, codes.slice(0, position + 1));
      setOutputs((all) => all.map((before, i) => (i <= position ? outputOf(ran, i) : before)));
      setUsed({ position, used: ran.used });
      setNames(ran.names.length > 0 ? { position, names: ran.names } : null);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        setNeedsLogIn(position);
        void refresh();
      } else setTrouble({ position, words: describe(error) });
    } finally {
      setRunning(null);
    }
  };

  return { sheet, codes, originals, outputs, running, names, used, trouble, needsLogIn, change, run };
}

function codesOf(lab: Lab): string[] {
  const cells = lab.sections
    .flatMap((section) => section.items)
    .flatMap((item) => ("code" in item ? [item.code] : []));
  return lab.setup ? [lab.setup, ...cells] : cells;
}

/** What a run says of one of its cells; of those behind the one that failed, nothing. */
function outputOf(ran: CellsRun, position: number): Output | null {
  const cell = ran.cells[position];
  if (cell) return { ...cell, ending: null };
  if (position > ran.cells.length || ran.ending === null) return null;
  return { stdout: "", figures: [], value: null, error: null, ending: ran.ending };
}
