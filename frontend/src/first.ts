// Runs before the first painting, as a script of its own that waits for nothing: puts the theme on
// the document that the reader has chosen (`theme.ts`), so that no other one flashes.
try {
  const chosen = localStorage.getItem("nabla.theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // A browser that forbids storage: the style sheet follows the system.
}
