import type { PageHead, RunEntry } from "../../page-data.ts";
import { type Bucket, bucketsOf } from "../buckets.ts";
import { el, replaceChildren } from "../dom.ts";
import { onThemeChange } from "../theme.ts";
import type { trendChart } from "../trend-chart.ts";

/** How the share of runs with a mode went over time; absent where the traces carry no times or all are of one day. */
export class TrendPanel {
  readonly element = el("section", { class: "panel", "aria-label": "Trend", hidden: true });
  private readonly head: PageHead;
  private readonly plot = el("div", { class: "plot" });
  private readonly title = el("h2", {}, "Over time");
  private readonly text = el("p", { class: "legend" });
  private buckets: readonly Bucket[] = [];
  private width = 0;
  private clear: (() => void) | null = null;
  /** Started only where there is a course to show; null where this browser cannot draw it. */
  private chart: Promise<typeof trendChart | null> | null = null;

  constructor(head: PageHead) {
    this.head = head;
    replaceChildren(this.element, this.title, this.plot, this.text);
    onThemeChange(() => void this.draw());
    new ResizeObserver(() => {
      if (this.plot.clientWidth !== this.width) void this.draw();
    }).observe(this.plot);
  }

  /** @param mode empty = any */
  update(entries: readonly RunEntry[], mode: string): void {
    const info = this.head.modes.find(({ id }) => id === mode);
    this.buckets = bucketsOf(entries, this.head, info?.id ?? "any");
    this.element.hidden = this.buckets.length < 2;
    this.title.textContent = `Over time: ${info === undefined ? "any mode" : `${info.id} ${info.title}`}`;
    this.text.textContent = describe(this.buckets);
    void this.draw();
  }

  private async draw(): Promise<void> {
    this.width = this.plot.clientWidth;
    if (this.buckets.length < 2 || this.width === 0) return;
    this.chart ??= import("../trend-chart.ts").then(
      (module) => module.trendChart,
      () => null,
    );
    const drawChart = await this.chart;
    this.clear?.();
    this.clear = drawChart?.(this.plot, this.buckets, this.width) ?? null;
  }
}

function describe(buckets: readonly Bucket[]): string {
  const [first] = buckets;
  const last = buckets.at(-1);
  if (first === undefined || last === undefined) return "";
  const per = { day: "day", week: "week from Monday", month: "month", hour: "hour" }[first.unit];
  return `Least share of examined runs by ${per} of their start in UTC, with its 95 % interval; points without runs are left out.`;
}
