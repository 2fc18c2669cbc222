// Made when it is first needed: that takes longer than drawing most pages.
let relative: Intl.RelativeTimeFormat | null = null;
const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** How long ago something was: `2 hours ago`. */
export function ago(moment: string): string {
  const seconds = (new Date(moment).getTime() - Date.now()) / 1000;
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) < length) continue;
    relative ??= new Intl.RelativeTimeFormat("en", { numeric: "auto" });
    return relative.format(Math.round(seconds / length), unit);
  }
  return "just now";
}
