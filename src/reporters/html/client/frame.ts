import type { PageHead } from "../page-data.ts";
import { button, el } from "./dom.ts";
import { currentTheme, nextTheme, onThemeChange } from "./theme.ts";

/** What stands above every page. */
export function frame(head: PageHead, help: () => void): HTMLElement[] {
  const theme = button({ class: "quiet", title: "Colours (t)" }, nextTheme);
  const label = (): void => {
    theme.textContent = { auto: "◐ auto", light: "○ light", dark: "● dark" }[currentTheme()];
    theme.setAttribute("aria-label", `Colours: ${currentTheme()}`);
  };
  label();
  onThemeChange(label);
  const skip = el("a", { class: "skip", href: "#main" }, "Skip to content");
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("main")?.focus();
  });
  return [
    skip,
    el(
      "header",
      { class: "top" },
      el("a", { class: "name", href: "#/", title: "All runs" }, "mast"),
      el("span", { class: "faint" }, `${head.mast} · taxonomy ${head.taxonomy}`),
      el("span", { class: "grow" }),
      theme,
      button({ class: "quiet", title: "Keyboard (?)", "aria-label": "Keyboard" }, help, el("kbd", {}, "?")),
    ),
  ];
}
