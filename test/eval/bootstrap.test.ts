import { describe, expect, it } from "vitest";
import { Bootstrap, type Weights } from "../../src/eval/bootstrap.ts";

const SEED = 7;

function meanOf(values: readonly number[]) {
  return (weights: Weights) => {
    let sum = 0;
    let count = 0;
    for (const [index, value] of values.entries()) {
      sum += value * (weights[index] ?? 0);
      count += weights[index] ?? 0;
    }
    return { mean: count === 0 ? null : sum / count };
  };
}

describe("Bootstrap", () => {
  it("draws as many units as there are, in every resample", () => {
    const drawn: number[] = [];
    new Bootstrap(9, { resamples: 50, seed: SEED }).estimate((weights) => {
      drawn.push(weights.reduce((sum, weight) => sum + weight, 0));
      return {};
    });
    expect(drawn).toEqual(Array(51).fill(9));
  });

  it("gives the mean of 100 values about the interval of the normal approximation", () => {
    const values = Array.from({ length: 100 }, (_, index) => (index % 4 === 0 ? 1 : 0));
    const { mean } = new Bootstrap(100, { resamples: 4000, seed: SEED }).estimate(meanOf(values));
    expect(mean.value).toBe(0.25);
    const spread = 1.96 * Math.sqrt((0.25 * 0.75) / 100);
    expect(mean.interval?.[0]).toBeCloseTo(0.25 - spread, 1.7);
    expect(mean.interval?.[1]).toBeCloseTo(0.25 + spread, 1.7);
  });

  it("gives the same interval for the same seed and another for another", () => {
    const values = Array.from({ length: 40 }, (_, index) => Math.sin(index));
    const intervalOf = (seed: number) =>
      new Bootstrap(40, { resamples: 300, seed }).estimate(meanOf(values)).mean.interval;
    expect(intervalOf(1)).toEqual(intervalOf(1));
    expect(intervalOf(1)).not.toEqual(intervalOf(2));
  });

  it("gives no interval where the value is not defined, or seldom", () => {
    const bootstrap = new Bootstrap(20, { resamples: 200, seed: SEED });
    // Defined only where one unit of twenty was drawn three times or more: about one resample in twelve.
    const seldom = (weights: Weights) => ({
      never: null,
      seldom: weights.every((weight) => weight === 1) || (weights[3] ?? 0) >= 3 ? 1 : null,
    });
    expect(bootstrap.estimate(seldom)).toEqual({
      never: { value: null, interval: null },
      seldom: { value: 1, interval: null },
    });
  });

  it("has nothing to draw from no units", () => {
    expect(new Bootstrap(0, { resamples: 10, seed: SEED }).estimate(meanOf([])).mean.interval).toBeNull();
  });
});
