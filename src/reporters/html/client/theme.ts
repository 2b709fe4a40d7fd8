const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];
const KEY = "mast-report-theme";

const listeners: (() => void)[] = [];

export function currentTheme(): Theme {
  const set = document.documentElement.dataset["theme"];
  return THEMES.find((theme) => theme === set) ?? "auto";
}

/** The choice of the last visit, where the browser keeps anything for files. */
export function restoreTheme(): void {
  setTheme(THEMES.find((theme) => theme === stored()) ?? "auto");
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", announce);
}

export function nextTheme(): void {
  const next = THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length] ?? "auto";
  setTheme(next);
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // A browser that keeps nothing for this page: the choice holds until it is closed.
  }
  announce();
}

/** Another theme until the returned function is called. */
export function colourAs(theme: Theme): () => void {
  const chosen = currentTheme();
  const change = (to: Theme): void => {
    setTheme(to);
    announce();
  };
  change(theme);
  return () => change(chosen);
}

/** Called when colours change; charts are drawn, not styled. */
export function onThemeChange(listener: () => void): void {
  listeners.push(listener);
}

function announce(): void {
  for (const listener of listeners) listener();
}

function setTheme(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme;
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
