import type { FalseFails } from "./false-fails.ts";
import { pairedPower, ratePower, unpairedPower } from "./power.ts";

export interface Table {
  title: string;
  head: string[];
  rows: string[][];
}

const percent = (share: number): string => `${(share * 100).toFixed(share > 0 && share < 0.0995 ? 1 : 0)} %`;

export function falseFailTable(results: readonly FalseFails[]): Table {
  return {
    title: "How often a gate fails though every limit is kept",
    head: ["gate", "runs", "gates", "failed", "at most (95 %)", "rules that passed", "rules left open"],
    rows: results.map(({ what, n, gates, fails, atMost, pass, inconclusive }) => [
      ...[what, String(n), String(gates), `${fails} (${percent(fails / gates)})`, percent(atMost)],
      ...[percent(pass), percent(inconclusive)],
    ]),
  };
}

const LIMIT = 0.1;
const TRUE_RATES = [0.15, 0.2, 0.3, 0.4] as const;

export function ratePowerTable(sizes: readonly number[], rules: readonly number[]): Table {
  return {
    title: `How often a highest rate of ${percent(LIMIT)} fails, by the true rate`,
    head: ["rules in the gate", "runs", ...TRUE_RATES.map((rate) => `true rate ${percent(rate)}`)],
    rows: rules.flatMap((count) =>
      sizes.map((n) => [
        String(count),
        String(n),
        ...TRUE_RATES.map((rate) => percent(ratePower(n, rate, LIMIT, count))),
      ]),
    ),
  };
}

const BEFORE = 0.2;
const RISES = [0.1, 0.15, 0.2, 0.3] as const;
const INCREASE = 0.05;
/** Half of the tasks that would change by chance alone do: a task's runs are alike, but not the same. */
const LOST = BEFORE * (1 - BEFORE) * 0.5;

export function increasePowerTable(sizes: readonly number[], rules: readonly number[]): Table {
  const row = (name: string, count: number, n: number, power: readonly number[]): string[] => [
    ...[name, String(n), String(count)],
    ...power.map(percent),
  ];
  return {
    title: `How often a greatest increase of 5 points fails, by the true rise from ${percent(BEFORE)}`,
    head: [
      "then and now",
      "runs",
      "rules in the gate",
      ...RISES.map((rise) => `+${Math.round(rise * 100)} points`),
    ],
    rows: rules.flatMap((count) => [
      ...sizes.map((n) => row("other tasks", count, n, unpairedPower(n, BEFORE, RISES, INCREASE, count))),
      ...sizes.map((n) => row("paired", count, n, pairedPower(n, LOST, RISES, INCREASE, count))),
    ]),
  };
}

export function markdown({ title, head, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [`**${title}**`, "", line(head), line(head.map(() => "---")), ...rows.map(line), ""].join("\n");
}
