import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { quantileSorted } from "simple-statistics";
import type { Estimate } from "../core/evaluation.ts";

/** How often each unit was drawn into a resample; all ones = the sample itself. */
export type Weights = Uint16Array;

/** Named values of one (re)sample; null where one is not defined there. */
export type Statistics = Record<string, number | null>;

/** A statistic that is not defined in more than half of the resamples gets no interval. */
const LEAST_DEFINED = 0.5;

/**
 * Percentile bootstrap: units are drawn with replacement, as many as there are, and the middle 95 % of the values that the
 * resamples give is the interval. The units must be what is independent: runs, not their cells. The same seed draws the
 * same resamples for every caller, so differences of statistics are paired.
 * Source: B. Efron, R. J. Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13.
 */
export class Bootstrap {
  private readonly units: number;
  readonly resamples: number;
  readonly seed: number;

  constructor(units: number, { resamples, seed }: { resamples: number; seed: number }) {
    this.units = units;
    this.resamples = resamples;
    this.seed = seed;
  }

  /** The statistics of the sample, each with its interval. */
  estimate<S extends Statistics>(statistics: (weights: Weights) => S): Record<keyof S, Estimate> {
    const whole = statistics(new Uint16Array(this.units).fill(1));
    const draws = new Map<string, number[]>(Object.keys(whole).map((name) => [name, []]));
    for (const weights of this.weights()) {
      for (const [name, value] of Object.entries(statistics(weights))) {
        if (value !== null) draws.get(name)?.push(value);
      }
    }
    const entries = Object.entries(whole).map(([name, value]) => [
      name,
      { value, interval: value === null ? null : this.interval(draws.get(name) ?? []) },
    ]);
    return Object.fromEntries(entries) as Record<keyof S, Estimate>;
  }

  private *weights(): Generator<Weights> {
    if (this.units === 0) return;
    const random = xoroshiro128plus(this.seed);
    const weights = new Uint16Array(this.units);
    for (let round = 0; round < this.resamples; round++) {
      weights.fill(0);
      for (let draw = 0; draw < this.units; draw++) {
        const unit = uniformInt(random, 0, this.units - 1);
        weights[unit] = (weights[unit] ?? 0) + 1;
      }
      yield weights;
    }
  }

  private interval(values: number[]): [number, number] | null {
    if (values.length === 0 || values.length < this.resamples * LEAST_DEFINED) return null;
    const sorted = values.toSorted((a, b) => a - b);
    return [quantileSorted(sorted, 0.025), quantileSorted(sorted, 0.975)];
  }
}
