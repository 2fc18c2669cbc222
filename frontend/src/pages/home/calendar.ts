import type { Progress } from "../../api/learn";

type Day = Progress["days"][number];

/** A day of the calendar; `level` from 0, nothing, to 4. */
export interface Cell {
  day: string;
  level: number;
  done: number;
  right: number;
}

const WEEKS = 53;
const DAY_MILLISECONDS = 86_400_000;
const STEPS = [0, 2, 5, 10];

/** The last 53 weeks by columns, Monday first; days are UTC's. The last column ends today. */
export function weeksUntil(today: Date, days: readonly Day[]): Cell[][] {
  const known = new Map(days.map((day) => [day.day, day]));
  const end = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate());
  const weekday = (today.getUTCDay() + 6) % 7;
  const start = end - (weekday + (WEEKS - 1) * 7) * DAY_MILLISECONDS;
  return Array.from({ length: WEEKS }, (_, week) =>
    Array.from({ length: week === WEEKS - 1 ? weekday + 1 : 7 }, (_, at) => {
      const name = new Date(start + (week * 7 + at) * DAY_MILLISECONDS).toISOString().slice(0, 10);
      const day = known.get(name);
      const done = day ? day.attempts + day.answers : 0;
      const level = STEPS.filter((step) => done > step).length;
      return { day: name, level, done, right: day?.right ?? 0 };
    }),
  );
}

/** The calendar in a sentence, for those who do not see it. */
export function inWords(days: readonly Day[]): string {
  if (days.length === 0) return "Nothing was done in the last year yet.";
  const done = days.reduce((all, day) => all + day.attempts + day.answers, 0);
  const right = days.reduce((all, day) => all + day.right, 0);
  const active = days.length === 1 ? "1 active day" : `${days.length} active days`;
  return `${active}; ${right} of ${done} submissions and answers right.`;
}
