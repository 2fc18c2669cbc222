import type { JSX } from "preact";

import type { Drawing } from "../api/types";
import "./values.css";

const MOST = 4;

/** The figures that code drew with matplotlib. */
export function Drawings({ figures }: { figures: readonly Drawing[] }): JSX.Element | null {
  if (figures.length === 0) return null;
  return (
    <div class="drawings">
      {figures.map(({ src, width, height, text }, i) => (
        <img
          key={i}
          src={src}
          width={width}
          height={height}
          alt={text ? `Figure: ${text}` : `Figure ${i + 1}, without titles or labels`}
        />
      ))}
      {figures.length === MOST && (
        <p class="quiet">A run shows {MOST} figures at most, those that were made first.</p>
      )}
    </div>
  );
}
