import type { ComponentChildren, JSX } from "preact";

import { Icon } from "../../components/Icon";
import { When } from "../../components/When";
import { acceptance, killedShare, type Row } from "./listing";

interface SourceTableProps {
  rows: readonly Row[];
  sort: string;
  onSort(sort: string): void;
  onDuplicate(row: Row): void;
}

/** The sources as a table that is sorted by its heads; on narrow screens each row is a card. */
export function SourceTable(props: SourceTableProps): JSX.Element | null {
  const { rows, sort, onSort, onDuplicate } = props;
  if (rows.length === 0) return null;
  const head = (column: string, label: ComponentChildren, extra = "") => {
    const up = sort === column || (sort === "" && column === "number");
    const down = sort === `-${column}`;
    return (
      <th scope="col" class={extra} aria-sort={up ? "ascending" : down ? "descending" : undefined}>
        <button type="button" onClick={() => onSort(up ? `-${column}` : column)}>
          {label}
          <span class="sources__arrow" aria-hidden="true">
            {up ? "↑" : down ? "↓" : ""}
          </span>
        </button>
      </th>
    );
  };
  return (
    <table class="sources">
      <thead>
        <tr>
          {head("number", "No.", "sources__end")}
          {head("title", "Title")}
          <th scope="col">State</th>
          {head("accepted", "Accepted", "sources__end")}
          {head("mutants", "Mutants caught", "sources__end")}
          {head("updated", "Updated")}
          <th scope="col">
            <span class="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Line key={row.id} row={row} onDuplicate={onDuplicate} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ row, onDuplicate }: { row: Row; onDuplicate(row: Row): void }): JSX.Element {
  const share = acceptance(row);
  return (
    <tr>
      <td class="sources__number">{row.number}</td>
      <th scope="row" class="sources__title">
        <a href={`/admin/problems/${encodeURIComponent(row.id)}`}>{row.title}</a>
        <span class="sources__id">
          {row.kind !== "problem" && <strong>{row.kind} </strong>}
          {row.id}
        </span>
      </th>
      <td class="sources__state">
        {row.fresh ? (
          <span class="state">not published</span>
        ) : (
          <span class="sources__version">v{row.version}</span>
        )}
        {row.withdrawn && <span class="state state--bad">withdrawn</span>}
        {row.draft && !row.fresh && <span class="state state--info">draft</span>}
        {row.differs_from_file && <span class="state state--warn">differs from file</span>}
      </td>
      <td class="sources__figure" data-label="Accepted">
        {row.kind !== "problem" ? null : share === null ? (
          <span class="quiet">none yet</span>
        ) : (
          <>
            {Math.round(share * 100)} % <span class="quiet">of {row.judged}</span>
          </>
        )}
      </td>
      <td class="sources__figure" data-label="Mutants caught">
        {row.kind === "problem" && <Mutants row={row} />}
      </td>
      <td class="sources__when">
        <When at={row.updated_at} />
      </td>
      <td class="sources__actions">
        <button
          type="button"
          class="icon-button"
          title="Duplicate"
          aria-label={`Duplicate ${row.title}`}
          onClick={() => onDuplicate(row)}
        >
          <Icon name="copy" />
        </button>
      </td>
    </tr>
  );
}

function Mutants({ row }: { row: Row }): JSX.Element {
  const share = killedShare(row);
  if (share === null || row.mutants === null) return <span class="quiet">not made</span>;
  const { killed, total, equivalent, surviving } = row.mutants;
  return (
    <span class={surviving > 0 ? "word word--warn" : "word word--good"}>
      {killed} <span class="quiet">of {total - equivalent}</span>
    </span>
  );
}
