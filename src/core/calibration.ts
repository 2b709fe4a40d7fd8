import type { Tier } from "./finding.ts";
import { wilson } from "./wilson.ts";

/** How many findings were read, and how many of them are right. */
export interface Measured {
  n: number;
  right: number;
}

/** What reading said of the findings of one detector, by the tier that the detector gave them. */
export interface DetectorCalibration {
  /** Detector id. */
  id: string;
  /** Says nothing of any other version of the detector. */
  version: number;
  tiers: Partial<Record<Tier, Measured>>;
}

/** Fewer readings are shown with their number and called uncalibrated. */
export const LEAST_READ = 15;

/** The share of findings of a tier that is meant to be right; a low finding claims nothing. */
const TARGET: Readonly<Record<Tier, number>> = { certain: 0.9, high: 0.9, medium: 0.7, low: 0 };

/**
 * Measured precision with its n. Two right and two wrong ones are added, so that few readings do not look like certainty.
 * Source: A. Agresti, B. A. Coull, "Approximate Is Better than 'Exact' …", The American Statistician 52 (1998) 119–126.
 */
export function shownPrecision({ n, right }: Measured): { value: number; n: number } {
  return { value: (right + 2) / (n + 4), n };
}

/**
 * The tier that findings keep: where even the upper bound of the Wilson 95 % interval lies below what a tier means, that
 * tier is refuted and the next lower one whose meaning is not refuted is taken. Nothing is ever raised.
 */
export function tierAfterReading(tier: Tier, { n, right }: Measured): Tier {
  const upper = wilson(right, n)?.[1] ?? 1;
  const order: readonly Tier[] = ["certain", "high", "medium", "low"];
  return order.slice(order.indexOf(tier)).find((lower) => upper >= TARGET[lower]) ?? "low";
}

/** The tiers of a detector that reading lowered, and to what; empty where none. */
export function loweredTiers({ tiers }: DetectorCalibration): Partial<Record<Tier, Tier>> {
  const lowered: Partial<Record<Tier, Tier>> = {};
  for (const [name, measured] of Object.entries(tiers)) {
    const tier = name as Tier;
    const after = tierAfterReading(tier, measured);
    if (after !== tier) lowered[tier] = after;
  }
  return lowered;
}

/** What was measured of the findings that are shown at a tier, those lowered to it included; null where nothing was. */
export function measuredAt(shown: Tier, { tiers }: DetectorCalibration): Measured | null {
  const own = Object.entries(tiers)
    .filter(([tier, measured]) => tierAfterReading(tier as Tier, measured) === shown)
    .map(([, measured]) => measured);
  if (own.length === 0) return null;
  const sum = (key: "n" | "right"): number => own.reduce((all, one) => all + one[key], 0);
  return { n: sum("n"), right: sum("right") };
}
