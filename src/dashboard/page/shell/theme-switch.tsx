import { chooseTheme, type Theme, theme } from "./theme.js";

/** Chooses light, dark, or what the system has. */
export function ThemeSwitch() {
  return (
    <label class="theme-switch">
      <span class="visually-hidden">Colours</span>
      <select value={theme.value} onChange={(event) => chooseTheme(event.currentTarget.value as Theme)}>
        <option value="system">System</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </label>
  );
}
