import { keep, recall } from "./storage";

export type Theme = "light" | "dark";

const PREFERS_DARK = "(prefers-color-scheme: dark)";

/** The theme in force: the reader's own choice, else the system's. */
export function currentTheme(): Theme {
  const chosen = recall("theme");
  if (chosen === "light" || chosen === "dark") return chosen;
  return systemTheme();
}

function systemTheme(): Theme {
  return matchMedia(PREFERS_DARK).matches ? "dark" : "light";
}

/** Switch to the other theme and remember it; a choice equal to the system's is forgotten. */
export function toggleTheme(): Theme {
  const next: Theme = currentTheme() === "dark" ? "light" : "dark";
  const chosen = next === systemTheme() ? null : next;
  keep("theme", chosen);
  const root = document.documentElement;
  if (chosen !== null) root.dataset.theme = chosen;
  else delete root.dataset.theme;
  return next;
}

/** Call `listener` whenever the system's preference changes; returns how to stop. */
export function onSystemTheme(listener: () => void): () => void {
  const prefersDark = matchMedia(PREFERS_DARK);
  prefersDark.addEventListener("change", listener);
  return () => prefersDark.removeEventListener("change", listener);
}
