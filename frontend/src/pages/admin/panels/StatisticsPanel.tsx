import type { JSX } from "preact";

/** How candidates fare with the problem. */
export function StatisticsPanel(props: { id: string; published: boolean }): JSX.Element {
  return <p class="quiet">{props.published ? "…" : "There are no statistics before the first version is published."}</p>;
}
