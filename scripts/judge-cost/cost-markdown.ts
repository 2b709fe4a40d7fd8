import { quantileSorted } from "simple-statistics";
import { type RequestEstimate, totalOf } from "../../src/judge/money/estimate.ts";
import type { PriceList } from "../../src/taxonomy/judge-schema.ts";

export interface RunCost {
  run: string;
  /** What the run counts with in the table. */
  set: string;
  /** Of the run as plain text, with its tokens. */
  characters: number;
  trace: number;
  requests: readonly RequestEstimate[];
}

/** Price points: a cheap, a middling and a strong model of the list. */
const POINTS = ["gpt-6-luna", "gpt-5.4-mini", "gpt-6.1-sol"] as const;
const TARGET = { perTrace: 3, besides: 60_000 };
/** Frameworks with fewer runs are taken together. */
const LARGE = 10;
const LONG = { from: 200_000, of: 300_000 };

/** The table of docs/judge.md: tokens and dollars of all runs, of each framework, and of the longest. */
export function costMarkdown(costs: readonly RunCost[], prices: PriceList, positives: number): string {
  const sizes = new Map<string, number>();
  for (const { set } of costs) sizes.set(set, (sizes.get(set) ?? 0) + 1);
  const isLarge = (set: string): boolean => (sizes.get(set) ?? 0) >= LARGE;
  const sets = [...sizes.keys()].filter(isLarge).sort();
  const others = costs.filter(({ set }) => !isLarge(set));
  const rows = [
    tokenRow("all", costs),
    ...sets.map((set) =>
      tokenRow(
        set,
        costs.filter((cost) => cost.set === set),
      ),
    ),
    ...(others.length > 0 ? [tokenRow("others", others)] : []),
  ];
  const within = costs.filter((cost) => inputOf(cost) <= TARGET.perTrace * cost.trace + TARGET.besides);
  return [
    `${costs.length} runs, ${positives} modes found present in each; tokens by o200k, median and 90th percentile.`,
    "",
    "| runs | n | trace | calls | input | output | input ≤ 3 × trace + 60 000 |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
    `Within the target: ${within.length} of ${costs.length}.`,
    "",
    `| USD a run | price in / cached / out | all: with cache | without | ${costs.filter(isLong).length} runs of 200 000 to 400 000 characters: with cache | without |`,
    "| --- | --- | --- | --- | --- | --- |",
    ...POINTS.map((model) => moneyRow(model, costs, prices)),
    "",
  ].join("\n");
}

function isLong({ characters }: RunCost): boolean {
  return characters >= LONG.from && characters <= 2 * LONG.of - LONG.from;
}

function inputOf({ requests }: RunCost): number {
  return requests.reduce((sum, { input }) => sum + input, 0);
}

function tokenRow(name: string, costs: readonly RunCost[]): string {
  const within = costs.filter((cost) => inputOf(cost) <= TARGET.perTrace * cost.trace + TARGET.besides);
  const cells = [
    costs.map(({ trace }) => trace),
    costs.map(({ requests }) => requests.length),
    costs.map(inputOf),
    costs.map(({ requests }) => requests.reduce((sum, { output }) => sum + output, 0)),
  ].map((list) => pair(list, (value) => String(Math.round(value)).replace(/\B(?=(?:\d{3})+$)/g, " ")));
  return `| ${[name, costs.length, ...cells, `${within.length} of ${costs.length}`].join(" | ")} |`;
}

function moneyRow(model: string, costs: readonly RunCost[], { providers }: PriceList): string {
  const price = providers.flatMap(({ models }) => models[model] ?? [])[0];
  if (price === undefined) throw new Error(`no price of ${model}`);
  const { input, cached = input, output } = price;
  const long = costs.filter(isLong);
  const cells = [costs, long].flatMap((some) => {
    const totals = some.map(({ requests }) => totalOf(requests, price).usd);
    return [totals.map((usd) => usd.cached), totals.map((usd) => usd.uncached)].map((list) =>
      pair(list, (usd) => usd.toFixed(4)),
    );
  });
  return `| ${[model, `${input} / ${cached} / ${output}`, ...cells].join(" | ")} |`;
}

function pair(list: readonly number[], text: (value: number) => string): string {
  if (list.length === 0) return "no run";
  const sorted = list.toSorted((a, b) => a - b);
  return `${text(quantileSorted(sorted, 0.5))}, ${text(quantileSorted(sorted, 0.9))}`;
}
