import { expect, test } from "vitest";

import { codesIn } from "./codes";
import { idOf, renamed } from "./identity";

const SOURCE = `# yaml-language-server: $schema=../schema.json
kind: problem
id: twice        # the file's name
number: 7
starter: |
  def twice(x):
      pass
solution: |
  def twice(x):
      return 2 * x

tests:
  - name: a
    generate: |
      x = 1
wrong:
  - name: thrice
    code: |
      def twice(x):
          return 3 * x
`;

test("a source is renamed and keeps the rest", () => {
  const other = renamed(SOURCE, "double", 8);
  expect(idOf(other)).toBe("double");
  expect(other).toContain("id: double        # the file's name\nnumber: 8\n");
  expect(other.length).toBe(SOURCE.length + 1);
});

test("a comment that names the file follows", () => {
  const text = "id: my-lab   # the file is my-lab.yaml\nnumber: 1\n";
  expect(renamed(text, "other", 2)).toBe("id: other   # the file is other.yaml\nnumber: 2\n");
});

test("code of a source can be tried", () => {
  expect(codesIn(SOURCE)).toEqual([
    { name: "the solution", code: "def twice(x):\n    return 2 * x\n" },
    { name: "the starter", code: "def twice(x):\n    pass\n" },
    { name: "wrong: thrice", code: "def twice(x):\n    return 3 * x\n" },
  ]);
});
