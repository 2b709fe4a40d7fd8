import uPlot from "uplot";
import { percent } from "../../figures.ts";
import type { Bucket } from "./buckets.ts";
import { el } from "./dom.ts";

const HEIGHT = 170;

/** Draws the shares with their intervals into `parent`; returns what takes the drawing away. */
export function trendChart(parent: HTMLElement, buckets: readonly Bucket[], width: number): () => void {
  const ink = colourOf(parent, "plot-ink");
  const axis = {
    stroke: ink,
    grid: { stroke: colourOf(parent, "plot-grid"), width: 1 },
    ticks: { show: false },
  };
  const line = colourOf(parent, "plot-line");
  const tip = el("div", { class: "tip", hidden: true });
  const showTip = (chart: uPlot): void => {
    const bucket = buckets[chart.cursor.idx ?? -1];
    tip.hidden = bucket === undefined;
    if (bucket !== undefined) tip.textContent = tipText(bucket);
  };
  const data: uPlot.AlignedData = [
    buckets.map(({ start }) => start),
    buckets.map(({ figures }) => figures.atLeastInterval?.[0] ?? null),
    buckets.map(({ figures }) => figures.atLeastInterval?.[1] ?? null),
    buckets.map(({ figures }) => figures.atLeast),
  ];
  const unit = buckets[0]?.unit ?? "day";
  const none = { stroke: "transparent", points: { show: false } };
  const chart = new uPlot(
    {
      ...{ width, height: HEIGHT, legend: { show: false } },
      // Room for half of the last time.
      padding: [10, 40, 0, 0],
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      cursor: { y: false, drag: { x: false, y: false } },
      scales: { y: { range: [0, Math.min(1, niceTop(buckets))] } },
      axes: [
        { ...axis, space: 90, size: 30, values: (_, splits) => splits.map((split) => timeText(split, unit)) },
        { ...axis, size: 50, values: (_, values) => values.map((value) => percent(value)) },
      ],
      series: [
        {},
        none,
        none,
        {
          stroke: line,
          width: 2,
          points: { show: true, size: 6, fill: line },
        },
      ],
      bands: [{ series: [2, 1], fill: colourOf(parent, "plot-band") }],
      hooks: { setCursor: [showTip] },
    },
    data,
    parent,
  );
  parent.append(tip);
  parent.setAttribute("role", "img");
  parent.setAttribute("aria-label", buckets.map(tipText).join("; "));
  return () => {
    chart.destroy();
    tip.remove();
  };
}

/** A canvas takes no variables: the colour that an element of this class has. */
function colourOf(parent: HTMLElement, name: string): string {
  const probe = el("span", { class: name });
  parent.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** Seconds since 1970 as far as buckets of this size need it, in UTC. */
function timeText(seconds: number, unit: Bucket["unit"]): string {
  const time = new Date(seconds * 1000).toISOString();
  if (unit === "month") return time.slice(0, 7);
  return unit === "hour" ? `${time.slice(5, 10)} ${time.slice(11, 16)}` : time.slice(0, 10);
}

function niceTop(buckets: readonly Bucket[]): number {
  const top = buckets.reduce((most, { figures }) => Math.max(most, figures.atLeastInterval?.[1] ?? 0), 0);
  return Math.ceil(top * 10 + 0.2) / 10;
}

function tipText({ start, unit, figures }: Bucket): string {
  const time = timeText(start, unit);
  const name = unit === "week" ? `week of ${time}` : time;
  return `${name}: ≥ ${percent(figures.atLeast ?? 0)}, ${figures.present} of ${figures.examined} examined`;
}
