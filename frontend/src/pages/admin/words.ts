import type { AdminProblem } from "../../api/types";

/** What publishing will do, for the question before it. */
export function publishWords(
  id: string,
  item: AdminProblem | null,
  draft: { base: number | null },
): { title: string; text: string; action: string } {
  const proof = "First the gate proves it again; if it finds an issue, nothing changes.";
  if (item === null) {
    return {
      title: `Publish “${id}”?`,
      text: `It is new and will be in the catalogue at once. ${proof}`,
      action: "Publish",
    };
  }
  const attempts =
    item.judged === 0
      ? "Nobody has submitted to it so far."
      : `The ${count(item.judged, "attempt")} so far keep their verdicts until you rejudge them.`;
  const file = item.has_file ? " Its file in the problems folder is left as it is." : "";
  const hidden = item.withdrawn ? " It is withdrawn now; publishing puts it back into the catalogue." : "";
  return {
    title: `Publish over version ${draft.base ?? item.version}?`,
    text: `Candidates get the new version from their next page load. ${attempts}${file}${hidden} ${proof}`,
    action: "Publish",
  };
}

export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** A time from seconds to days, in the unit that fits. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 129_600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}
