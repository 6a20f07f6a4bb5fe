import { signal } from "@preact/signals";

/** Light and dark as the system wants it, unless somebody chooses. */
export type Theme = "system" | "light" | "dark";

const KEY = "selfplay-theme";

export const theme = signal<Theme>(stored());

/** Counts up whenever the colours change, for what is drawn and not styled. */
export const themeChanges = signal(0);

/** Uses a theme from now on, and when the page is opened again. */
export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // Storage is forbidden here; the choice lasts as long as the page.
  }
  applyTheme();
}

/** Puts the theme onto the page. */
export function applyTheme(): void {
  const root = document.documentElement;
  if (theme.value === "system") delete root.dataset.theme;
  else root.dataset.theme = theme.value;
  themeChanges.value++;
}

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : "system";
  } catch {
    return "system";
  }
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  themeChanges.value++;
});
