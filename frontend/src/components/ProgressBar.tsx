import type { JSX } from "preact";

/** How much of something is done: a bar, and the numbers in words. */
export function ProgressBar(props: {
  done: number;
  of: number;
  /** What is counted, such as "tasks done". */
  label: string;
}): JSX.Element {
  const { done, of, label } = props;
  return (
    <div class="progress-bar">
      <progress max={Math.max(of, 1)} value={done} aria-label={`${done} of ${of} ${label}`} />
      <span aria-hidden="true">
        {done}/{of} {label}
      </span>
    </div>
  );
}
