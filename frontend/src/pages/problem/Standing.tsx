import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { getStanding } from "../../api/client";
import type { Distribution, Standing } from "../../api/types";
import { formatMemory } from "../../values/format";
import { formatFine, inWords, placeOf } from "./histogram";
import "./standing.css";

/** How an accepted submission stands among the others; nothing while there are too few of them. */
export function StandingView({ submission }: { submission: string }): JSX.Element | null {
  const [standing, setStanding] = useState<Standing | null>(null);
  useEffect(() => {
    // Without an answer the verdict is complete all the same.
    getStanding(submission).then(setStanding, () => {});
  }, [submission]);
  if (!standing || standing.faster_than === null || standing.lighter_than === null) return null;
  return (
    <>
      <p class="verdict__why">
        Faster than {percent(standing.faster_than)} and lighter than{" "}
        {percent(standing.lighter_than)} of the other {standing.others} accepted submissions.
      </p>
      {standing.time_ms && standing.memory_kib && (
        <div class="standing">
          <Histogram name="Time" of={standing.time_ms} format={formatFine} />
          <Histogram name="Memory" of={standing.memory_kib} format={formatMemory} />
        </div>
      )}
    </>
  );
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

const WIDTH = 240;
const HEIGHT = 56;
const GAP = 2;
const WIDEST = 32;

interface HistogramProps {
  name: string;
  of: Distribution;
  format(value: number): string;
}

/** How many took how much, the reader's own bar in another color and named. */
function Histogram({ name, of, format }: HistogramProps): JSX.Element {
  const { buckets } = of;
  const own = placeOf(of);
  const most = Math.max(...buckets.map(({ count }) => count));
  const step = Math.min(WIDEST, WIDTH / buckets.length);
  const last = buckets.at(-1)!;
  return (
    <figure class="histogram">
      <figcaption>
        {name} <span>yours {format(of.value)}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT + 8}`}
        width={WIDTH}
        height={HEIGHT + 8}
        role="img"
        aria-label={inWords(name, of, format)}
      >
        {buckets.map(({ least, count }, i) => {
          // One of many is still to be seen.
          const height = count === 0 ? 0 : Math.max(2, (count / most) * HEIGHT);
          return (
            <rect
              key={least}
              class={i === own ? "histogram__own" : "histogram__bar"}
              x={i * step}
              y={HEIGHT - height}
              width={step - GAP}
              height={height}
            />
          );
        })}
        <line class="histogram__line" x1={0} x2={WIDTH} y1={HEIGHT + 0.5} y2={HEIGHT + 0.5} />
        <path
          class="histogram__own"
          d={`M${(own + 0.5) * step - GAP / 2} ${HEIGHT + 2}l4 6h-8z`}
        />
      </svg>
      <p class="histogram__ends" aria-hidden="true">
        <span>{format(buckets[0]!.least)}</span>
        <span>
          {last.below === null ? `${format(last.least)} and more` : format(last.below)}
        </span>
      </p>
    </figure>
  );
}
