import { expect, test } from "vitest";

import { addressOf, arrange, readWish, type Row } from "./listing";

function row(part: Partial<Row>): Row {
  return {
    id: "a",
    kind: "problem",
    title: "A",
    number: 1,
    difficulty: "easy",
    version: 1,
    withdrawn: false,
    differs_from_file: false,
    has_file: true,
    judged: 0,
    accepted: 0,
    mutants: null,
    updated_at: "2026-01-01T00:00:00Z",
    draft: false,
    fresh: false,
    ...part,
  };
}

const mutants = (total: number, killed: number, equivalent = 0) => ({
  total,
  killed,
  equivalent,
  surviving: total - killed - equivalent,
});

const ROWS = [
  row({ id: "newton", title: "Newton", number: 20, mutants: mutants(10, 10) }),
  row({ id: "adam", title: "Adam", number: 3, judged: 4, accepted: 1, mutants: mutants(10, 8, 1) }),
  row({ id: "lab-one", kind: "lab", title: "Lab", number: 1, withdrawn: true }),
  row({ id: "begun", title: "Begun", number: null, draft: true, fresh: true }),
];

const ids = (query: string) =>
  arrange(ROWS, readWish(new URLSearchParams(query))).map(({ id }) => id);

test("sources come by number, those without one last", () => {
  expect(ids("")).toEqual(["lab-one", "adam", "newton", "begun"]);
  expect(ids("sort=-number")).toEqual(["begun", "newton", "adam", "lab-one"]);
});

test("words, kind and state narrow the list", () => {
  expect(ids("q=new+20")).toEqual(["newton"]);
  expect(ids("kind=lab")).toEqual(["lab-one"]);
  expect(ids("state=withdrawn")).toEqual(["lab-one"]);
  expect(ids("state=draft")).toEqual(["begun"]);
  expect(ids("state=weak")).toEqual(["adam"]);
});

test("the weakest tests come first when sorted by mutants", () => {
  expect(ids("sort=mutants")[0]).toBe("adam");
  expect(ids("sort=-accepted")[0]).toBe("adam");
});

test("the address has what is wished and no more", () => {
  expect(addressOf(readWish(new URLSearchParams("")))).toBe("/admin");
  expect(addressOf(readWish(new URLSearchParams("q=a&sort=-title")))).toBe("/admin?q=a&sort=-title");
});
