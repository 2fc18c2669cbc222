import type { JSX } from "preact";

import type { Overview } from "../../../api/types";
import { When } from "../../../components/When";
import { duration } from "../words";

type Cell = Overview["cells"]["cells"][number];

const STATES: Record<Cell["state"], { words: string; tone: string }> = {
  free: { words: "free", tone: "state--good" },
  busy: { words: "at work", tone: "state--info" },
  starting: { words: "starting", tone: "state--warn" },
  dead: { words: "gone", tone: "state--bad" },
};

/** The judge cells, a line each. */
export function CellTable({ cells }: { cells: readonly Cell[] }): JSX.Element {
  return (
    <table class="desk-table desk-table--plain">
      <thead>
        <tr>
          <th scope="col">Cell</th>
          <th scope="col">State</th>
          <th scope="col" class="desk-table__end">
            Runs
          </th>
          <th scope="col" class="desk-table__end">
            Up for
          </th>
        </tr>
      </thead>
      <tbody>
        {cells.map(({ number, state, runs, age_seconds: age }, place) => (
          <tr key={number ?? `place ${place}`}>
            <th scope="row">{number ?? "none yet"}</th>
            <td>
              <span class={`state ${STATES[state].tone}`}>{STATES[state].words}</span>
            </td>
            <td class="desk-table__end">{runs}</td>
            <td class="desk-table__end">{number === null ? "" : duration(age)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The processes that share the work, a line each. */
export function ProcessTable(props: { processes: Overview["processes"] }): JSX.Element {
  return (
    <table class="desk-table desk-table--plain">
      <thead>
        <tr>
          <th scope="col">Process</th>
          <th scope="col" class="desk-table__end">
            Cells
          </th>
          <th scope="col">Since</th>
        </tr>
      </thead>
      <tbody>
        {props.processes.map(({ name, cells, started_at: at }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td class="desk-table__end">{cells}</td>
            <td>
              <When at={at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
