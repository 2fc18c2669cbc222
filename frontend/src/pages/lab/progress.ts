import type { Explanation, Lab, LabPart, Named } from "../../api/learn";

/** The lab after something has become of one of its tasks. */
export function withProblem(lab: Lab, task: string, change: Partial<Named>): Lab {
  return counted(lab, (item) =>
    "task" in item && item.task === task && item.problem
      ? { ...item, problem: { ...item.problem, ...change } }
      : item,
  );
}

/** The lab after a prompt has been answered or marked. */
export function withMine(lab: Lab, prompt: number, mine: Explanation): Lab {
  return counted(lab, (item) =>
    "explain" in item && item.prompt === prompt ? { ...item, mine } : item,
  );
}

function counted(lab: Lab, change: (item: LabPart) => LabPart): Lab {
  const sections = lab.sections.map((section) => ({
    ...section,
    items: section.items.map(change),
  }));
  const items = sections.flatMap((section) => section.items);
  const solved = new Set(
    items.flatMap((item) =>
      "task" in item && item.problem?.status === "solved" ? [item.task] : [],
    ),
  ).size;
  const explained = items.filter((item) => "explain" in item && item.mine !== null).length;
  return { ...lab, sections, solved, explained };
}
