import type { JSX } from "preact";

import type { Tone } from "../../../components/Notice";

export interface Bar {
  name: string;
  value: number;
  /** Words after the value. */
  more?: string;
  tone?: Tone;
}

interface BarsProps {
  title: string;
  about?: string;
  /** What the two columns are. */
  head: [string, string];
  /** The value of a full bar. */
  of: number;
  bars: readonly Bar[];
}

/** Counts as a table whose rows have bars: read as a table, seen as a chart. */
export function Bars({ title, about, head, of, bars }: BarsProps): JSX.Element {
  return (
    <section>
      <h2>{title}</h2>
      {about && <p class="quiet">{about}</p>}
      <table class="table bars">
        <thead>
          <tr>
            <th scope="col">{head[0]}</th>
            <th scope="col" class="bars__value">
              {head[1]}
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {bars.map(({ name, value, more, tone = "info" }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="bars__value">
                {value} {more && <span class="quiet">{more}</span>}
              </td>
              <td class="bars__cell" aria-hidden="true">
                <svg
                  class={`bars__bar bars__bar--${tone}`}
                  viewBox="0 0 100 8"
                  preserveAspectRatio="none"
                >
                  <rect width={(100 * value) / Math.max(1, of)} height="8" />
                </svg>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
