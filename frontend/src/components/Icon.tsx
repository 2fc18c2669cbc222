import type { JSX } from "preact";

const PATHS = {
  sun:
    "M8 4.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4ZM8 1v1.4M8 13.6V15M1 8h1.4M13.6 8H15" +
    "M3.05 3.05l1 1M11.95 11.95l1 1M12.95 3.05l-1 1M4.05 11.95l-1 1",
  moon: "M13.4 9.6A5.8 5.8 0 0 1 6.4 2.6 5.8 5.8 0 1 0 13.4 9.6Z",
  check: "M3 8.5l3.4 3.4L13 4.8",
  cross: "M4 4l8 8M12 4l-8 8",
  half: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 2.5v11",
  clock: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 5v3.2l2.1 1.6",
  alert: "M8 2.2 14.4 13.4H1.6ZM8 6.4v3.2M8 11.4v.2",
  search: "M7 2.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4ZM10.2 10.2l3.3 3.3",
  play: "M5 3.2v9.6l7.6-4.8Z",
  reset: "M3 3v3.4h3.4M3.3 6.2A5.2 5.2 0 1 1 2.8 9",
  lock: "M4.2 7.2h7.6v5.6H4.2ZM5.6 7.2V5.4a2.4 2.4 0 0 1 4.8 0v1.8",
  chevron: "M6 4l4 4-4 4",
  back: "M10 4 6 8l4 4",
  down: "M4 6l4 4 4-4",
  copy: "M5.5 5.5h7v8h-7ZM10.5 5.5v-3h-7v8h2",
} as const;

export type IconName = keyof typeof PATHS;

/** A line icon of 16 by 16 units in the color of the text; always decoration beside words. */
export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class={`icon icon--${name}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
