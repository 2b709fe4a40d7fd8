import { expect, test } from "vitest";
import type { Attribution } from "../../src/core/report.ts";
import { mergedAttribution } from "../../src/report/attribution.ts";

function guess(agent: string | null, steps: number[], confidence: number): Attribution {
  return {
    ...{ kind: "agent", agent, agents: agent === null ? [] : [agent], steps, locators: [], mode: null },
    ...{ tier: "low", why: "", rightAction: "", confidence, quotes: [] },
  };
}

test("rules stand where no judge says anything", () => {
  const byRules = [guess("a", [1], 0.35)];
  expect(mergedAttribution([], byRules)).toEqual(byRules);
});

test("a judge comes first, each place once, at most three, and all together are not certain", () => {
  const judged = [guess("a", [4, 5], 0.5), guess("b", [9], 0.2)];
  const byRules = [guess("a", [6], 0.35), guess("b", [1], 0.35), guess(null, [2], 0.35)];
  const merged = mergedAttribution(judged, byRules);
  expect(merged.map(({ agent, steps }) => [agent, steps])).toEqual([
    ["a", [4, 5]],
    ["b", [9]],
    ["b", [1]],
  ]);
  const sum = merged.reduce((all, { confidence }) => all + confidence, 0);
  expect(sum).toBeLessThan(1);
  expect(merged[2]?.confidence).toBeLessThanOrEqual(0.18);
});
