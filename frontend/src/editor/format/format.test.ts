import { statSync } from "node:fs";

import { ChangeSet, Text } from "@codemirror/state";
import { expect, test } from "vitest";

import { changesBetween } from "./edits";
import { RUFF_BYTES } from "./fetched";
import { readError } from "./ruff";

test("the size of the formatter is the one that its progress is told by", () => {
  const wasm = new URL("../../../node_modules/@wasm-fmt/ruff_fmt/ruff_fmt_bg.wasm", import.meta.url);
  expect(statSync(wasm).size).toBe(RUFF_BYTES);
});

test("changes lead from one text to the other and keep what is around them", () => {
  const before = "import numpy as np\ndef f( x ):\n  return x+1\n";
  const after = "import numpy as np\n\n\ndef f(x):\n    return x + 1\n";
  const changes = ChangeSet.of(changesBetween(before, after), before.length);
  expect(changes.apply(Text.of(before.split("\n"))).toString()).toBe(after);
  const cursor = before.indexOf("return") + 3;
  expect(changes.mapPos(cursor)).toBe(after.indexOf("return") + 3);
});

test("places of errors are counted in bytes and told as the editor counts", () => {
  const code = 'α = "é"\nx = [1,\n';
  const error = readError("unexpected EOF while parsing at byte range 18..18", code);
  expect(error.reason).toBe("unexpected EOF while parsing");
  expect(error.offset).toBe(16);
  expect(readError("something else", code)).toMatchObject({ reason: "something else", offset: 0 });
});
