import { describe, expect, it } from "vitest";

import type { ProblemItem } from "../api/types";
import { addressOf, applyFilter, readFilter, valuesOf } from "./filter";

function item(number: number, title: string, part: Partial<ProblemItem> = {}): ProblemItem {
  return {
    id: title.toLowerCase().replaceAll(" ", "-"),
    number,
    title,
    difficulty: "easy",
    topics: ["calculus"],
    tags: [],
    roles: [],
    levels: [],
    companies: [],
    status: null,
    given_up: false,
    acceptance: null,
    ...part,
  };
}

const ITEMS = [
  item(1, "Numerical gradient", { tags: ["finite-differences"], status: "solved" }),
  item(2, "Hölder mean", { difficulty: "hard", companies: ["Acme"] }),
  item(177, "Gradient checking", {
    topics: ["backpropagation"],
    difficulty: "medium",
    roles: ["ML Engineer"],
    levels: ["entry", "senior"],
    acceptance: 0.5,
  }),
];

function found(address: string): (number | null)[] {
  const filter = readFilter(new URL(address, "http://x").searchParams);
  return applyFilter(ITEMS, filter).map(({ number }) => number);
}

describe("the catalogue's filter", () => {
  it("finds every word in names, numbers and tags, whatever the case or accents", () => {
    expect(found("/problems?q=GRADIENT")).toEqual([1, 177]);
    expect(found("/problems?q=gradient+177")).toEqual([177]);
    expect(found("/problems?q=finite-diff")).toEqual([1]);
    expect(found("/problems?q=holder")).toEqual([2]);
    expect(found("/problems?q=transformer")).toEqual([]);
  });

  it("narrows by topic, difficulty and progress", () => {
    expect(found("/problems?topic=calculus")).toEqual([1, 2]);
    expect(found("/problems?difficulty=medium")).toEqual([177]);
    expect(found("/problems?status=solved")).toEqual([1]);
    expect(found("/problems?status=new")).toEqual([2, 177]);
  });

  it("survives the URL and drops what it does not know", () => {
    const filter = readFilter(new URLSearchParams("q=a+b&topic=calculus&difficulty=brutal"));
    expect(filter.difficulty).toBe("");
    expect(addressOf("/problems", filter)).toBe("/problems?q=a+b&topic=calculus");
    expect(addressOf("/problems", readFilter(new URLSearchParams()))).toBe("/problems");
  });

  it("narrows by tag, role, level and company", () => {
    expect(found("/?tag=finite-differences")).toEqual([1]);
    expect(found("/?role=ML+Engineer&level=senior")).toEqual([177]);
    expect(found("/?role=ML+Engineer&level=staff")).toEqual([]);
    expect(found("/?company=Acme")).toEqual([2]);
  });

  it("sorts, by number unless told", () => {
    expect(found("/?sort=hardest")).toEqual([2, 177, 1]);
    expect(found("/?sort=easiest")).toEqual([1, 177, 2]);
    expect(found("/?sort=accepted")).toEqual([177, 1, 2]);
    expect(found("/?sort=title")).toEqual([177, 2, 1]);
    expect(found("/?sort=price")).toEqual([1, 2, 177]);
    expect(ITEMS.map(({ number }) => number)).toEqual([1, 2, 177]);
  });

  it("lists topics by how many problems they have", () => {
    expect(valuesOf(ITEMS, "topic")).toEqual([
      ["calculus", 2],
      ["backpropagation", 1],
    ]);
  });
});
