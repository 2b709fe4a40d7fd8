import { MODE_IDS } from "../../src/core/finding.ts";
import type { RateRow, TaskRow } from "../../src/core/report.ts";
import type { GateReport } from "../../src/gate/gate.ts";
import { parseTarget, type RuleSpec } from "../../src/gate/rule.ts";

/** Fourteen modes of four frameworks: 56 things to have a rule for. */
export const FRAMEWORKS = ["one", "two", "three", "four"] as const;
/** True rates, dealt out over the rules. */
const RATES = [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8] as const;

/** A number from 0 to below 1, repeatable. */
export type Chance = () => number;

/** Which tasks show which mode: one byte for each run, by framework and mode. */
export type Shown = ReadonlyMap<string, Uint8Array>;

/** One for each thing, its true rate (plus `above`, at most 1) as its limit. */
export function rateRules(): RuleSpec[] {
  return things().map(({ target, rate }) => parseTarget("max-rate", target, rate));
}

export function increaseRules(limit: number): RuleSpec[] {
  return things().map(({ target }) => parseTarget("max-increase", target, limit));
}

/** So many runs of each framework, each showing each mode at its true rate, independently of all others. */
export function drawRuns(n: number, chance: Chance): Map<string, Uint8Array> {
  return new Map(things().map(({ target, rate }) => [target, draw(n, () => chance() < rate)]));
}

/**
 * Runs of the same tasks, of which each mode shows so much more often (where its rate leaves room). With `loyalty` 0 a
 * task's two runs have nothing to do with each other; with 1 they differ only where the rise makes them.
 */
export function drawAgain(
  before: Shown,
  rise: number,
  loyalty: number,
  chance: Chance,
): Map<string, Uint8Array> {
  return new Map(
    things().map(({ target, rate }) => {
      const was = before.get(target) ?? new Uint8Array();
      const onlyBefore = rate * (1 - rate) * (1 - loyalty);
      const onlyNow = Math.min(1 - rate, onlyBefore + rise);
      return [
        target,
        draw(was.length, (task) =>
          was[task] === 1 ? chance() >= onlyBefore / rate : chance() < onlyNow / (1 - rate),
        ),
      ];
    }),
  );
}

/** The report that such runs give; with `tasks`, the runs of each framework are of one task each. */
export function reportOf(shown: Shown, tasks: boolean): GateReport {
  const n = shown.values().next().value?.length ?? 0;
  return {
    mast: "simulated",
    taxonomy: "simulated",
    modes: MODE_IDS.map((id) => ({ id, title: id, severity: "medium", labellers: [] })),
    rates: FRAMEWORKS.flatMap((framework) =>
      MODE_IDS.map((mode) => {
        const runs = shown.get(`${mode}@framework:${framework}`) ?? new Uint8Array();
        return rateRow(
          framework,
          mode,
          n,
          runs.reduce((sum, one) => sum + one, 0),
        );
      }),
    ),
    tasks: tasks ? FRAMEWORKS.flatMap((framework) => taskRows(shown, framework, n)) : [],
  };
}

function things(): { target: string; rate: number }[] {
  return FRAMEWORKS.flatMap((framework, row) =>
    MODE_IDS.map((mode, column) => ({
      target: `${mode}@framework:${framework}`,
      rate: RATES[(row * MODE_IDS.length + column) % RATES.length] ?? RATES[0],
    })),
  );
}

function draw(n: number, shows: (task: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: n }, (_, task) => (shows(task) ? 1 : 0));
}

function rateRow(framework: string, mode: RateRow["mode"], n: number, present: number): RateRow {
  return {
    ...{
      by: { framework },
      mode,
      outcome: "all",
      runs: n,
      examined: n,
      present,
      absent: 0,
      unknown: n - present,
    },
    ...{ rate: null, interval: null, atLeast: present / n, atLeastInterval: null },
    gating: { present, absent: 0, unknown: n - present },
  };
}

function taskRows(shown: Shown, framework: string, n: number): TaskRow[] {
  return Array.from({ length: n }, (_, task) => {
    const found = MODE_IDS.filter((mode) => shown.get(`${mode}@framework:${framework}`)?.[task] === 1);
    const gating = Object.fromEntries(found.map((mode) => [mode, { examined: 1, present: 1, absent: 0 }]));
    return { taskKey: String(task), by: { framework }, verdicts: {}, runs: 1, gating };
  });
}
