import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

import type { Progress } from "../../api/learn";
import { inWords, weeksUntil } from "./calendar";

const SIDE = 11;
const STEP = 13;
const TOP = 16;

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** A year of days, each as dark as much was done on it. */
export function Calendar({ days }: { days: Progress["days"] }): JSX.Element {
  const weeks = weeksUntil(new Date(), days);
  const words = inWords(days);
  const box = useRef<HTMLDivElement>(null);
  let month = "";

  useEffect(() => {
    // Where it is wider than its place, today is what one wants to see.
    box.current!.scrollLeft = box.current!.scrollWidth;
  }, []);

  return (
    <figure class="calendar">
      <div ref={box} class="scroll-x" tabIndex={0} role="region" aria-label="Calendar">
        <svg
          width={weeks.length * STEP}
          height={TOP + 7 * STEP}
          viewBox={`0 0 ${weeks.length * STEP} ${TOP + 7 * STEP}`}
          role="img"
          aria-label={words}
        >
          {weeks.map((week, x) => {
            const name = MONTHS[new Date(week[0]!.day).getUTCMonth()]!;
            const label = name !== month && x < weeks.length - 2 ? name : "";
            month = name;
            return (
              <g key={week[0]!.day} transform={`translate(${x * STEP} 0)`}>
                {label && x > 0 && (
                  <text x={0} y={10}>
                    {label}
                  </text>
                )}
                {week.map((cell, y) => (
                  <rect
                    key={cell.day}
                    class={`calendar__day calendar__day--${cell.level}`}
                    y={TOP + y * STEP}
                    width={SIDE}
                    height={SIDE}
                    rx={2}
                  >
                    <title>
                      {cell.day}: {cell.done === 0 ? "nothing" : `${cell.done}, ${cell.right} right`}
                    </title>
                  </rect>
                ))}
              </g>
            );
          })}
        </svg>
      </div>
      <figcaption class="quiet">{words}</figcaption>
    </figure>
  );
}
