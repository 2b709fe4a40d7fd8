import type { RunEntry } from "../page-data.ts";
import { type Counted, countFigures, type Figures } from "./count.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The runs that started in one stretch of time. */
export interface Bucket {
  unit: "hour" | "day" | "week" | "month";
  /** Seconds since 1970, UTC. */
  start: number;
  figures: Figures;
}

/** Runs by when they started, in stretches of a size that gives some twenty of them; those without a time are left out. */
export function bucketsOf(entries: readonly RunEntry[], counted: Counted, mode: string): Bucket[] {
  const timed = entries.flatMap((entry) => {
    const at = entry.startedAt === null ? Number.NaN : Date.parse(entry.startedAt);
    return Number.isFinite(at) ? [{ entry, at }] : [];
  });
  if (timed.length === 0) return [];
  const times = timed.map(({ at }) => at);
  const unit = unitFor(times.reduce((a, b) => Math.max(a, b)) - times.reduce((a, b) => Math.min(a, b)));
  const groups = new Map<number, RunEntry[]>();
  for (const { entry, at } of timed) {
    const start = startOf(at, unit);
    const group = groups.get(start);
    if (group === undefined) groups.set(start, [entry]);
    else group.push(entry);
  }
  const buckets = [...groups]
    .sort(([a], [b]) => a - b)
    .map(([start, own]): Bucket | null => {
      const figures = countFigures(own, counted).get(mode);
      return figures === undefined ? null : { unit, start: start / 1000, figures };
    });
  return buckets.filter((bucket) => bucket !== null && bucket.figures.examined > 0) as Bucket[];
}

function unitFor(range: number): Bucket["unit"] {
  if (range <= 2 * DAY) return "hour";
  if (range <= 60 * DAY) return "day";
  return range <= 400 * DAY ? "week" : "month";
}

function startOf(at: number, unit: Bucket["unit"]): number {
  if (unit === "hour") return Math.floor(at / HOUR) * HOUR;
  const date = new Date(at);
  const day = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), unit === "month" ? 1 : date.getUTCDate());
  return unit === "week" ? day - ((date.getUTCDay() + 6) % 7) * DAY : day;
}
