import { expect, test } from "vitest";

import { placeAt } from "./place";

/** The place of the `¦` in a text. */
function at(text: string) {
  const before = text.slice(0, text.indexOf("¦")).split("\n");
  const lines = text.replace("¦", "").split("\n");
  const place = placeAt(lines, before.length - 1, before.at(-1)!.length);
  return { ...place, keys: place.path.map((step) => step.key) };
}

test("a key at the top has no path", () => {
  expect(at("kind: problem\nnum¦")).toMatchObject({ kind: "key", keys: [], typed: "num" });
});

test("a value belongs to the key before it", () => {
  expect(at("difficulty: me¦")).toMatchObject({
    kind: "value",
    keys: ["difficulty"],
    typed: "me",
    column: 12,
  });
});

test("an indented line belongs to the key above it", () => {
  expect(at("limits:\n  time_s: 2\n  mem¦")).toMatchObject({ kind: "key", keys: ["limits"] });
});

test("an empty line is a key of the mapping at its indentation", () => {
  expect(at("limits:\n  time_s: 2\n  ¦\ncompare:")).toMatchObject({ kind: "key", keys: ["limits"] });
  expect(at("limits:\n  time_s: 2\n¦")).toMatchObject({ kind: "key", keys: [] });
});

test("items of a list are counted", () => {
  expect(at("wrong:\n  - name: a\n    code: |\n      - x\n  - name: b\n    ver¦")).toMatchObject({
    kind: "key",
    keys: ["wrong", 1],
    indent: 4,
  });
});

test("a list may stand in the column of its key", () => {
  expect(at("tests:\n- name: a\n  se¦")).toMatchObject({ kind: "key", keys: ["tests", 0] });
});

test("a block of text has no keys, whatever its lines look like", () => {
  expect(at("solution: |\n  if x:\n    y = 1\n  else:\n    z¦").kind).toBe("text");
  expect(at("wrong:\n  - code: |\n      pass\n\n      els¦").kind).toBe("text");
  expect(at("wrong:\n  - code: |\n      pass\n    na¦")).toMatchObject({ kind: "key" });
});

test("flow style on one line is understood", () => {
  expect(at('parameters:\n  - {name: W, type: "float64[d, 1]", ab¦')).toMatchObject({
    kind: "key",
    keys: ["parameters", 0],
    typed: "ab",
    flow: true,
  });
  expect(at("topics: [a, b¦")).toMatchObject({ kind: "value", keys: ["topics", 1], typed: "b" });
  expect(at("rules: {imports: [nu¦]}")).toMatchObject({ keys: ["rules", "imports", 0] });
});

test("the scalars beside a key are known, after it too", () => {
  const { path } = at("parts:\n  - text: a\n    ans¦: 3\n    kind: number\n  - kind: choice\n");
  const inItem = at("parts:\n  - text: a\n    answer: ¦\n    kind: number\n  - kind: choice\n");
  expect(path.map((step) => step.key)).toEqual(["parts", 0]);
  expect(inItem.path.at(-1)!.beside.get("kind")).toBe("number");
});
