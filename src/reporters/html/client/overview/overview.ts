import { percent, plural } from "../../../figures.ts";
import type { PageEnd, PageHead, RunEntry } from "../../page-data.ts";
import { el, replaceChildren } from "../dom.ts";
import { comparedBy, EMPTY_FILTER, type EntrySearch, type Filter, narrows, sorted } from "../filter.ts";
import type { Key } from "../keys.ts";
import { type StepHits, StepSearch } from "../step-search.ts";
import { FilterBar } from "./filter-bar.ts";
import { firstFindings } from "./first-findings.ts";
import { gatePanel } from "./gate-panel.ts";
import { heatMap } from "./heat-map.ts";
import { OrderSelect } from "./order-select.ts";
import { expiredNote, problemsPanel } from "./problems-panel.ts";
import { RunList } from "./run-list.ts";
import { summaryLine } from "./summary-line.ts";
import { TrendPanel } from "./trend-panel.ts";

/** All runs: what was found how often, where to look first, and the list to choose from. */
export class Overview {
  readonly element = el("div", { class: "overview" });
  readonly keys: readonly Key[];
  private readonly head: PageHead;
  private readonly search: EntrySearch;
  private readonly bar: FilterBar;
  private readonly list: RunList;
  private readonly trend: TrendPanel;
  private readonly order = new OrderSelect();
  private readonly rates = el("section", { class: "panel", "aria-labelledby": "rates-title" });
  private readonly first = el("div", {});
  private readonly runs = el("section", { class: "panel runs-panel", "aria-label": "Runs", tabindex: -1 });
  private readonly count = el("p", { class: "count", role: "status" });
  private readonly end = el("p", { class: "note", hidden: true });
  private readonly steps = new StepSearch();
  private filter: Filter = EMPTY_FILTER;
  private scroll = 0;
  /** A figure was chosen: the next view begins at its runs. */
  private following = false;

  constructor(head: PageHead, entries: readonly RunEntry[], search: EntrySearch) {
    this.head = head;
    this.search = search;
    this.bar = new FilterBar(head, entries, () => this.toRuns());
    this.list = new RunList(head);
    this.trend = new TrendPanel(head);
    this.keys = [...this.bar.keys, ...this.list.keys];
    replaceChildren(
      this.runs,
      el(
        "div",
        { class: "panel-head" },
        el("h2", {}, "Runs"),
        this.count,
        el("span", { class: "grow" }),
        this.order.element,
      ),
      this.list.element,
    );
    this.rates.addEventListener("click", ({ target }) => this.cellChosen(target));
    replaceChildren(
      this.element,
      summaryLine(head, entries),
      ...head.notes.map((note) => el("p", { class: "note" }, note)),
      // A gate says so itself.
      head.gate === null ? expiredNote(head) : null,
      this.end,
      gatePanel(head),
      this.bar.element,
      this.rates,
      this.trend.element,
      this.first,
      this.runs,
      problemsPanel(head),
    );
  }

  update(filter: Filter): void {
    this.filter = filter;
    this.bar.show(filter);
    this.order.show(filter);
    this.refresh();
    if (this.following) this.toRuns();
    this.following = false;
  }

  /** The runs that the filter leaves, as far as a search of steps has come. */
  found(): RunEntry[] {
    return this.search.find(this.filter, this.hits().positions);
  }

  private hits(): StepHits {
    const { search, within } = this.filter;
    return this.steps.follow(within === "steps" ? search : "", () => this.refresh());
  }

  private refresh(): void {
    const { filter } = this;
    const { positions, done } = this.hits();
    const found = this.found();
    // A rate among the runs that show a mode would be 100 %: rates and their course ask for the runs around them.
    const around = { ...filter, mode: "", verdict: "" };
    // What is compared stays comparable when one of it is chosen.
    const compared = { ...around, [comparedBy(filter.by)]: "" };
    const rates = heatMap(this.head, this.search.find(compared, positions), {
      filter,
      whole: !narrows(compared),
    });
    replaceChildren(this.rates, ...rates);
    this.trend.update(this.search.find(around, positions), filter.mode);
    const left = narrows(filter) ? new Set(found.map(({ id }) => id)) : null;
    replaceChildren(this.first, firstFindings(this.head, filter, left));
    this.list.show(sorted(found, filter.sort), filter);
    const listed = this.head.listed;
    const all = plural(listed, "run");
    const going = done < 1 ? ` · searching steps, ${percent(done)}` : "";
    const count = narrows(filter) ? `${found.length} of ${all}` : all;
    this.count.textContent = count + going;
    this.bar.showCount(count);
  }

  noteEnd({ withoutSteps }: PageEnd): void {
    const notes: string[] = [];
    const { runs, listed } = this.head;
    if (listed < runs) notes.push(`The first ${listed} of ${runs} runs are listed; rates count all.`);
    if (withoutSteps > 0)
      notes.push(
        `The steps of ${plural(withoutSteps, "run")} are left out to keep this file small enough for a browser.`,
      );
    this.end.hidden = notes.length === 0;
    this.end.textContent = notes.join(" ");
  }

  private cellChosen(target: EventTarget | null): void {
    const link = target instanceof Element ? target.closest<HTMLAnchorElement>("td a") : null;
    if (link === null) return;
    // The address stays as it is where the same figure is chosen again.
    if (link.hash === location.hash) this.toRuns();
    else this.following = true;
  }

  private toRuns(): void {
    this.runs.focus({ preventScroll: true });
    this.runs.scrollIntoView({ block: "start" });
  }

  keepScroll(): void {
    this.scroll = scrollY;
  }

  restoreScroll(): void {
    scrollTo(0, this.scroll);
  }
}
