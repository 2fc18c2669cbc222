import { expect, test } from "vitest";

import { equivalentEntry } from "./equivalent";

function insert(source: string, mutant: string): string {
  const { at, text, cursor } = equivalentEntry(source, mutant);
  return source.slice(0, at) + text.slice(0, cursor) + "¦" + text.slice(cursor) + source.slice(at);
}

test("the first equivalent mutant begins the list", () => {
  expect(insert("id: a\n", 'x > "0"')).toBe(
    'id: a\nequivalent:\n  - mutant: "x > \\"0\\""\n    reason: ¦\n',
  );
});

test("others follow the last one, and what comes after stays", () => {
  const source = "equivalent:\n- mutant: a\n  reason: |\n    long\n\n    words\n\n# end\nid: a\n";
  expect(insert(source, "b")).toBe(
    'equivalent:\n- mutant: a\n  reason: |\n    long\n\n    words\n- mutant: "b"\n  reason: ¦\n\n# end\nid: a\n',
  );
});
