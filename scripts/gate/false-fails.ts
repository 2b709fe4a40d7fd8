import type { Gate } from "../../src/core/gate.ts";
import { gate } from "../../src/gate/gate.ts";
import { upperBoundOf } from "../../src/gate/statistics/binomial.ts";
import { type Chance, drawAgain, drawRuns, increaseRules, rateRules, reportOf } from "./simulated-runs.ts";

/** Gates over runs that keep every limit exactly: what they must not do is fail. */
export interface FalseFails {
  what: string;
  n: number;
  gates: number;
  fails: number;
  /** Upper 95 % bound of the share of gates that fail. */
  atMost: number;
  /** Shares of single rules. */
  pass: number;
  inconclusive: number;
}

interface Scenario {
  what: string;
  gates: number;
  once(n: number, chance: Chance): Promise<Gate>;
}

const LOYALTY = 0.5;
const MARGIN = 0.05;

const SCENARIOS: readonly Scenario[] = [
  {
    what: "56 rate rules, each true rate exactly at its limit",
    gates: 4000,
    once: (n, chance) => gate(reportOf(drawRuns(n, chance), false), rateRules()),
  },
  {
    what: "56 increase rules of 0 points, nothing changed (A/A), other tasks",
    gates: 400,
    once: (n, chance) => compared(n, 0, 0, false, chance),
  },
  {
    what: "56 increase rules of 0 points, nothing changed (A/A), paired by task",
    gates: 400,
    once: (n, chance) => compared(n, 0, LOYALTY, true, chance),
  },
  {
    what: "56 increase rules of 5 points, each rise exactly 5 points, other tasks",
    gates: 200,
    once: (n, chance) => compared(n, MARGIN, 0, false, chance),
  },
  {
    what: "56 increase rules of 5 points, each rise exactly 5 points, paired by task",
    gates: 200,
    once: (n, chance) => compared(n, MARGIN, LOYALTY, true, chance),
  },
];

/** Fewer gates than usual where `share` is below 1. */
export async function* falseFails(
  sizes: readonly number[],
  share: number,
  chance: Chance,
): AsyncGenerator<FalseFails> {
  for (const { what, gates, once } of SCENARIOS) {
    for (const n of sizes) {
      const count = Math.ceil(gates * share);
      const seen = { fails: 0, pass: 0, inconclusive: 0, rules: 0 };
      for (let index = 0; index < count; index++) {
        const { verdict, rules } = await once(n, chance);
        if (verdict === "FAIL") seen.fails++;
        seen.rules += rules.length;
        seen.pass += rules.filter((rule) => rule.verdict === "PASS").length;
        seen.inconclusive += rules.filter((rule) => rule.verdict === "INCONCLUSIVE").length;
      }
      yield {
        ...{ what, n, gates: count, fails: seen.fails, atMost: upperBoundOf(seen.fails, count, 0.05) },
        ...{ pass: seen.pass / seen.rules, inconclusive: seen.inconclusive / seen.rules },
      };
    }
  }
}

function compared(n: number, rise: number, loyalty: number, tasks: boolean, chance: Chance): Promise<Gate> {
  const before = drawRuns(n, chance);
  const now = drawAgain(before, rise, loyalty, chance);
  const baseline = { name: "before", report: reportOf(before, tasks) };
  return gate(reportOf(now, tasks), increaseRules(rise), { baseline });
}
