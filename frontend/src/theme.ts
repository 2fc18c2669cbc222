import { keep, recall } from "./storage";

export type Theme = "light" | "dark";

const prefersDark = matchMedia("(prefers-color-scheme: dark)");

/** The theme in force: the reader's own choice, else the system's. */
export function currentTheme(): Theme {
  const chosen = recall("theme");
  if (chosen === "light" || chosen === "dark") return chosen;
  return prefersDark.matches ? "dark" : "light";
}

/** Put the chosen theme on the document; without a choice the style sheet follows the system. */
export function applyTheme(): void {
  const chosen = recall("theme");
  const root = document.documentElement;
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  else delete root.dataset.theme;
}

/** Switch to the other theme and remember it; a choice equal to the system's is forgotten. */
export function toggleTheme(): Theme {
  const next: Theme = currentTheme() === "dark" ? "light" : "dark";
  const system: Theme = prefersDark.matches ? "dark" : "light";
  keep("theme", next === system ? null : next);
  applyTheme();
  return next;
}

/** Call `listener` whenever the system's preference changes; returns how to stop. */
export function onSystemTheme(listener: () => void): () => void {
  prefersDark.addEventListener("change", listener);
  return () => prefersDark.removeEventListener("change", listener);
}
