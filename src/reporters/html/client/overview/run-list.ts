import { plural } from "../../../figures.ts";
import { type EntryHit, type PageHead, type RunEntry, VERDICT_LETTERS } from "../../page-data.ts";
import { button, el, replaceChildren } from "../dom.ts";
import { EMPTY_FILTER, type Filter } from "../filter.ts";
import type { Key } from "../keys.ts";
import { runHash } from "../route.ts";

/** Rows made at a time: more than fit on a screen, few enough to be made at once. */
const STEP = 100;

/** The runs that the filter leaves. */
export class RunList {
  readonly element = el("div", {});
  readonly keys: readonly Key[];
  private readonly head: PageHead;
  private readonly body = el("tbody", {});
  private readonly more: HTMLButtonElement;
  private readonly unprinted = el("p", { class: "faint on-paper" });
  private readonly none = el("p", { class: "faint", hidden: true });
  private entries: readonly RunEntry[] = [];
  private shown = 0;
  private filter: Filter = EMPTY_FILTER;

  constructor(head: PageHead) {
    this.head = head;
    this.keys = [
      { keys: "j ArrowDown", does: "next run", act: () => this.move(1) },
      { keys: "k ArrowUp", does: "previous run", act: () => this.move(-1) },
      { keys: "Enter", does: "open the run" },
    ];
    this.more = button({ class: "more" }, () => this.extend());
    const names = ["Run", "Framework", "Outcome", "Steps", "Findings", "Task"];
    const titles = el(
      "tr",
      {},
      ...names.map((name) => el("th", { scope: "col", class: name === "Steps" ? "number" : null }, name)),
    );
    replaceChildren(
      this.element,
      el("table", { class: "runs" }, el("thead", {}, titles), this.body),
      this.none,
      this.unprinted,
      this.more,
    );
    this.none.textContent =
      head.runs === 0 ? "No runs." : "No run fits: choose less, or clear the filter (x).";
  }

  /** @param filter what was asked for: the finding that answers it is the one that a row tells of */
  show(entries: readonly RunEntry[], filter: Filter): void {
    if (entries === this.entries && filter === this.filter) return;
    this.filter = filter;
    this.entries = entries;
    this.shown = 0;
    this.body.replaceChildren();
    this.none.hidden = entries.length > 0;
    this.extend();
  }

  private extend(): void {
    const next = this.entries.slice(this.shown, this.shown + STEP);
    this.body.append(...next.map((entry) => this.row(entry)));
    this.shown += next.length;
    const left = this.entries.length - this.shown;
    this.more.hidden = left <= 0;
    this.unprinted.textContent =
      left > 0
        ? `${plural(left, "more run is", "more runs are")} not printed: filter, or show more, before printing.`
        : "";
    this.more.textContent = `Show ${Math.min(STEP, left)} more of ${plural(left, "run")}`;
  }

  private row(entry: RunEntry): HTMLElement {
    const place = entry.locator === "" ? entry.uri : `${entry.uri}:${entry.locator}`;
    const outcome = entry.outcome === "unknown" ? entry.endReason : entry.outcome;
    return el(
      "tr",
      {},
      el(
        "td",
        { class: "where" },
        el("a", { href: runHash(entry.id), title: place }, entry.id.slice(0, 12)),
        el("span", { class: "faint path", title: place }, place),
      ),
      el("td", {}, entry.framework),
      el("td", { class: `outcome ${entry.outcome}` }, outcome),
      el("td", { class: "number" }, entry.steps),
      el("td", { class: "chips" }, ...this.chips(entry)),
      el(
        "td",
        { class: "what" },
        el("div", { class: "task" }, entry.task ?? el("span", { class: "faint" }, "no task known")),
        this.said(entry),
      ),
    );
  }

  /** What the first finding says, of the mode and agent asked for where there is one of them. */
  private said(entry: RunEntry): HTMLElement | null {
    const { mode, agent } = this.filter;
    const fits = (hit: EntryHit): boolean =>
      (mode === "" || this.head.modes[hit.mode]?.id === mode) &&
      (agent === "" || entry.agents[hit.agent] === agent);
    const open = entry.hits.find((hit) => fits(hit) && !hit.suppressed);
    const hit = open ?? entry.hits.find(fits) ?? entry.hits[0];
    return hit === undefined || hit.text === ""
      ? null
      : el("a", { class: "said", href: runHash(entry.id, { finding: hit.id }) }, hit.text);
  }

  private chips({ id: run, verdicts, hits }: RunEntry): HTMLElement[] {
    return this.head.modes.flatMap(({ id, title, severity }, index) => {
      if (VERDICT_LETTERS[verdicts[index] ?? "-"]?.verdict !== "present") return [];
      const hit = hits.find(({ mode }) => mode === index);
      const name = id.slice("FM-".length);
      if (hit === undefined)
        return [el("span", { class: `chip ${severity}`, title: `${id} ${title}` }, name)];
      const state = hit.suppressed ? " (suppressed)" : "";
      return [
        el(
          "a",
          {
            class: `chip ${hit.suppressed ? "suppressed" : severity}`,
            href: runHash(run, { finding: hit.id }),
            title: `${id} ${title}${state}`,
            "aria-label": `${id} ${title}${state}`,
          },
          name,
        ),
      ];
    });
  }

  /** Focus goes from run to run; the link in focus is the run that Enter opens. */
  private move(by: 1 | -1): void {
    const links = [...this.body.querySelectorAll<HTMLElement>("td.where a")];
    const at = links.indexOf(document.activeElement as HTMLElement);
    if (by === 1 && at === links.length - 1 && !this.more.hidden) {
      this.extend();
      this.move(1);
      return;
    }
    const next = links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }
}
