import uPlot from "uplot";
import { percent } from "../../figures.ts";
import type { Bucket } from "./buckets.ts";
import { el } from "./dom.ts";

const HEIGHT = 190;

/** Draws the shares with their intervals into `parent`; returns what takes the drawing away. */
export function trendChart(parent: HTMLElement, buckets: readonly Bucket[], width: number): () => void {
  const style = getComputedStyle(parent);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour("--plot-ink"),
    grid: { stroke: colour("--plot-grid"), width: 1 },
    ticks: { show: false },
  };
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
  const none = { stroke: "transparent", points: { show: false } };
  const chart = new uPlot(
    {
      ...{ width, height: HEIGHT, legend: { show: false } },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      cursor: { y: false, drag: { x: false, y: false } },
      scales: { y: { range: [0, Math.min(1, niceTop(buckets))] } },
      axes: [axis, { ...axis, size: 50, values: (_, values) => values.map((value) => percent(value)) }],
      series: [
        {},
        none,
        none,
        {
          stroke: colour("--plot-line"),
          width: 2,
          points: { show: true, size: 6, fill: colour("--plot-line") },
        },
      ],
      bands: [{ series: [2, 1], fill: colour("--plot-band") }],
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

function niceTop(buckets: readonly Bucket[]): number {
  const top = buckets.reduce((most, { figures }) => Math.max(most, figures.atLeastInterval?.[1] ?? 0), 0);
  return Math.ceil(top * 10 + 0.2) / 10;
}

function tipText({ start, unit, figures }: Bucket): string {
  const time = new Date(start * 1000).toISOString();
  const name = {
    hour: `${time.slice(0, 13)}:00`,
    day: time.slice(0, 10),
    week: `week of ${time.slice(0, 10)}`,
    month: time.slice(0, 7),
  }[unit];
  return `${name}: ≥ ${percent(figures.atLeast ?? 0)}, ${figures.present} of ${figures.examined} examined`;
}
