import type { PageHead, RunEntry } from "../../page-data.ts";
import { button, el, replaceChildren } from "../dom.ts";
import { EMPTY_FILTER, type Filter, narrows } from "../filter.ts";
import type { Key } from "../keys.ts";
import { overviewHash } from "../route.ts";

/** Milliseconds after the last letter until a search starts. */
const PAUSE = 150;
const MOST_CHOICES = 300;

type Choice = [value: string, label: string];

/** Search and choices; each change is a new address, so that it can be shared and undone. */
export class FilterBar {
  readonly element = el("form", { class: "filters", role: "search", "aria-label": "Filter runs" });
  readonly keys: readonly Key[];
  private filter: Filter = EMPTY_FILTER;
  private readonly search = el("input", {
    ...{ type: "search", placeholder: "Search tasks, findings, files …", "aria-label": "Search runs" },
    ...{ spellcheck: "false", autocomplete: "off" },
  });
  private readonly selects = new Map<keyof Filter, HTMLSelectElement>();
  private readonly within: HTMLButtonElement;
  private readonly reset: HTMLButtonElement;
  private readonly count: HTMLButtonElement;
  private timer = 0;

  /** @param toRuns brings the list of runs into view */
  constructor(head: PageHead, entries: readonly RunEntry[], toRuns: () => void) {
    this.count = button({ class: "quiet to-runs", title: "To the list of runs (l)" }, toRuns);
    this.keys = [
      { keys: "/", does: "search", act: () => this.search.focus() },
      { keys: "l", does: "to the list of runs", act: toRuns },
      { keys: "x", does: "clear all filters", act: () => this.go(EMPTY_FILTER) },
    ];
    this.within = button({ class: "quiet", "aria-pressed": "false" }, () => {
      this.change("within", this.filter.within === "" ? "steps" : "");
    });
    this.within.textContent = "in steps too";
    this.within.title = "Search the words of all steps too: unpacks every run";
    this.reset = button({ class: "quiet" }, () => this.go(EMPTY_FILTER), "Clear");
    this.search.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.typed(), PAUSE);
    });
    this.element.addEventListener("submit", (event) => event.preventDefault());
    replaceChildren(
      this.element,
      this.search,
      this.within,
      this.select(
        "framework",
        "Framework",
        valuesOf(entries, ({ framework }) => [framework]),
      ),
      this.select(
        "mode",
        "Mode",
        head.modes.map(({ id, title }): Choice => [id, `${id} ${title}`]),
      ),
      this.select("verdict", "Verdict", [
        ["present", "present"],
        ["absent", "absent"],
        ["unknown", "could not tell"],
      ]),
      this.select(
        "outcome",
        "Outcome",
        valuesOf(entries, ({ outcome }) => [outcome]),
      ),
      this.select(
        "model",
        "Model",
        valuesOf(entries, ({ models }) => models),
      ),
      this.select(
        "agent",
        "Agent",
        valuesOf(entries, ({ agents }) => agents),
      ),
      this.select(
        "tag",
        "Tag",
        valuesOf(entries, ({ tags }) => Object.entries(tags).map(([name, value]) => `${name}=${value}`)),
      ),
      this.count,
      this.reset,
    );
  }

  /** @param text how many runs are left */
  showCount(text: string): void {
    this.count.textContent = `${text} ↓`;
  }

  show(filter: Filter): void {
    this.filter = filter;
    if (document.activeElement !== this.search) this.search.value = filter.search;
    for (const [name, select] of this.selects) {
      select.value = filter[name];
      select.classList.toggle("active", filter[name] !== "");
    }
    this.within.hidden = filter.search === "";
    this.within.setAttribute("aria-pressed", String(filter.within !== ""));
    this.reset.hidden = !narrows(filter);
  }

  private select(name: keyof Filter, label: string, choices: readonly Choice[]): HTMLElement | null {
    if (choices.length < 2) return null;
    const shown = choices.slice(0, MOST_CHOICES);
    const options = shown.map(([value, text]) =>
      el("option", { value }, text.length > 60 ? `${text.slice(0, 59)}…` : text),
    );
    const select = el(
      "select",
      { "aria-label": label },
      el("option", { value: "" }, `${label}: any`),
      ...options,
    );
    select.addEventListener("change", () => this.change(name, select.value));
    this.selects.set(name, select);
    return select;
  }

  /** Not a place in the history for each letter. */
  private typed(): void {
    location.replace(overviewHash({ ...this.filter, search: this.search.value }));
  }

  private change(name: keyof Filter, value: string): void {
    this.go({ ...this.filter, [name]: value });
  }

  private go(filter: Filter): void {
    const kept = narrows(filter) ? filter : { ...filter, by: this.filter.by, sort: this.filter.sort };
    location.hash = overviewHash(kept);
  }
}

function valuesOf(entries: readonly RunEntry[], read: (entry: RunEntry) => readonly string[]): Choice[] {
  const counts = new Map<string, number>();
  for (const entry of entries)
    for (const value of new Set(read(entry))) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([value, count]): Choice => [value, `${value} (${count})`]);
}
