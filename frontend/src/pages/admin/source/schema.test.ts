import { expect, test } from "vitest";

import { placeAt } from "./place";
import { schemasAt, topScalars, type Schema } from "./schema";

const ROOT: Schema = {
  oneOf: [{ $ref: "#/$defs/Problem" }, { $ref: "#/$defs/Question" }],
  $defs: {
    Limits: { type: "object", properties: { time_s: { anyOf: [{ type: "number" }, { type: "null" }] } } },
    Problem: {
      type: "object",
      properties: {
        kind: { const: "problem" },
        difficulty: { enum: ["easy", "hard"], description: "How hard." },
        limits: { $ref: "#/$defs/Limits", description: "What it may use." },
      },
    },
    Choice: { type: "object", properties: { kind: { const: "choice" }, options: { type: "array" } } },
    Numeric: { type: "object", properties: { kind: { const: "number" }, rtol: { type: "number" } } },
    Question: {
      type: "object",
      properties: {
        kind: { const: "question" },
        parts: {
          type: "array",
          items: { oneOf: [{ $ref: "#/$defs/Choice" }, { $ref: "#/$defs/Numeric" }] },
        },
      },
    },
  },
};

function keysAt(text: string): string[] {
  const before = text.slice(0, text.indexOf("¦")).split("\n");
  const lines = text.replace("¦", "").split("\n");
  const place = placeAt(lines, before.length - 1, before.at(-1)!.length);
  const found = schemasAt(ROOT, place.path, topScalars(lines), place.beside);
  return found.flatMap((schema) => Object.keys(schema.properties ?? {}));
}

test("the document's kind decides which fields there are", () => {
  expect(keysAt("kind: question\n¦")).toEqual(["kind", "parts"]);
  expect(keysAt("kind: problem\n¦")).toEqual(["kind", "difficulty", "limits"]);
});

test("an item's kind decides as well", () => {
  expect(keysAt("kind: question\nparts:\n  - kind: number\n    ¦")).toEqual(["kind", "rtol"]);
  expect(keysAt("kind: question\nparts:\n  - kind: choice\n    ¦")).toEqual(["kind", "options"]);
});

test("a reference keeps what is said beside it, and null is no choice", () => {
  const lines = ["kind: problem", "limits: "];
  const place = placeAt(lines, 1, 8);
  const [limits] = schemasAt(ROOT, place.path, topScalars(lines), place.beside);
  expect(limits!.description).toBe("What it may use.");
  const time = schemasAt(ROOT, [...place.path, { key: "time_s", beside: new Map() }], topScalars(lines));
  expect(time.map((schema) => schema.type)).toEqual(["number"]);
});
