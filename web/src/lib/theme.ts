export type Theme = "system" | "dark" | "light";

/** The theme that was chosen on this device. */
export function storedTheme(): Theme {
  const theme = document.documentElement.dataset.theme;
  return theme === "system" || theme === "light" ? theme : "dark";
}

/** Choose a theme for this device. */
export function setTheme(theme: Theme): void {
  if (theme === "dark") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // no storage: it lasts until the page is closed
  }
}
