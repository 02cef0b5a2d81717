export type Theme = "system" | "dark" | "light";

/** The theme of this device. */
export function storedTheme(): Theme {
  const theme = document.documentElement.dataset.theme;
  return theme === "system" || theme === "light" ? theme : "dark";
}

/** Set the theme of this device. */
export function setTheme(theme: Theme): void {
  if (theme === "dark") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // no storage: the theme lasts until the page is closed
  }
}
