import type { JSX } from "preact";

import type { TestEntry } from "../../api/types";
import { entries, shapeOf } from "../../values/compare";
import { formatShape } from "../../values/format";
import { formatError, heat, HEATS, largest } from "./gradients";
import "./gradients.css";

type Check = NonNullable<TestEntry["gradient_check"]>[number];

/** The relative errors of a gradient against central differences of the loss, as a heat map. */
export function GradientCheck({ check }: { check: Check }): JSX.Element | null {
  const shape = shapeOf(check.relative_error.type);
  const flat = shape === null ? [check.relative_error.data as number] : entries(check.relative_error);
  if (flat === null || flat.length === 0) return null;
  const worst = largest(flat);
  return (
    <div class="gradients">
      <h3>Gradient check</h3>
      <p class="gradients__about">
        <code>{check.part}</code> against central differences of the loss by{" "}
        <code>{check.parameter}</code>: relative errors up to{" "}
        <strong class={`heat heat--${heat(worst)}`}>{formatError(worst)}</strong>,{" "}
        {HEATS[heat(worst)]}.
      </p>
      {flat.length > 1 && <Map shape={shape ?? []} flat={flat} />}
    </div>
  );
}

function Map({ shape, flat }: { shape: number[]; flat: unknown[] }): JSX.Element {
  const columns = shape.at(-1)!;
  const rows = flat.length / columns;
  return (
    <div class="scroll-x" tabIndex={0} role="group" aria-label="Relative errors">
      <table class="gradients__map">
        <caption class="visually-hidden">
          Relative error of each entry, of shape {formatShape(shape)}
        </caption>
        <tbody>
          {Array.from({ length: rows }, (_, row) => (
            <tr key={row}>
              {flat.slice(row * columns, (row + 1) * columns).map((error, column) => (
                <td key={column} class={`heat heat--${heat(error)}`} title={HEATS[heat(error)]}>
                  {formatError(error)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
