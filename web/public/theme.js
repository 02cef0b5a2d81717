// Runs before the first paint, so that the page does not flash in another theme.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "system") document.documentElement.dataset.theme = theme;
} catch {
  // no storage: use the dark theme
}
