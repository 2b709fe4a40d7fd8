import { MastError } from "../core/errors.ts";
import type { Gate, GateRule, GateVerdict } from "../core/gate.ts";
import { comparisonNotes } from "./comparison-notes.ts";
import { demandMode, type GateReport, groupsOf, runsIn } from "./groups.ts";
import type { Demands } from "./judge-rate.ts";
import { TaskPairing } from "./pair-tasks.ts";
import type { RuleSpec } from "./rule.ts";

export type { GateReport } from "./groups.ts";

/** Few runs never pass by default: 20 runs without a find still allow a true rate of 14 %. */
export const DEFAULT_MIN_RUNS = 20;

export interface GateOptions extends Partial<Demands> {
  /** INCONCLUSIVE stops a merge too. */
  strict?: boolean;
  /** What increases are measured from, with the name that messages use. */
  baseline?: { name: string; report: GateReport } | null;
}

/**
 * Holds a report against rules. Pure but for loading the statistics, which are WebAssembly.
 * @throws MastError without rules, where an increase has no baseline, and where a report does not count a mode of a rule
 */
export async function gate(
  report: GateReport,
  rules: readonly RuleSpec[],
  options: GateOptions = {},
): Promise<Gate> {
  const { minRuns = DEFAULT_MIN_RUNS, maxUnknown = null, strict = false, baseline = null } = options;
  if (rules.length === 0) {
    throw new MastError("the gate has no rules", {
      hint: "give one, such as --max-rate any=0.3, or write them under gate: in the configuration",
    });
  }
  const increases = rules.some(({ kind }) => kind === "max-increase");
  if (increases && baseline === null) {
    throw new MastError("max-increase needs something to compare with", {
      hint: "name a report or a saved baseline with --baseline FILE",
    });
  }
  for (const { mode, kind } of rules) {
    demandMode(report, mode, "the report");
    if (kind === "max-increase" && baseline !== null) demandMode(baseline.report, mode, baseline.name);
  }
  const { judgeRules } = await import("./judge-rules.ts");
  const made = rules.flatMap((spec) => groupsOf(spec, report).map((group) => ({ spec, group })));
  const compared = increases ? baseline : null;
  const before = compared?.report ?? report;
  const tasks = new TaskPairing(before.tasks, report.tasks);
  const judged = await judgeRules(made, report, before, tasks, { minRuns, maxUnknown });
  return {
    verdict: verdictOf(judged),
    strict,
    baseline:
      compared === null
        ? null
        : { name: compared.name, mast: before.mast, taxonomy: before.taxonomy, runs: runsIn(before) },
    notes: [
      ...suppressionNotes(report),
      ...(compared === null ? [] : comparisonNotes(compared.report, report, made, tasks)),
    ],
    rules: judged,
  };
}

/** Whether the gate stops a merge: exit code 1. */
export function isStopped({ verdict, strict }: Pick<Gate, "verdict" | "strict">): boolean {
  return verdict === "FAIL" || (strict && verdict === "INCONCLUSIVE");
}

function verdictOf(rules: readonly GateRule[]): GateVerdict {
  const has = (wanted: GateVerdict): boolean => rules.some(({ verdict }) => verdict === wanted);
  return has("FAIL") ? "FAIL" : has("INCONCLUSIVE") ? "INCONCLUSIVE" : "PASS";
}

function suppressionNotes({ suppressions = [] }: GateReport): string[] {
  const holding = suppressions.filter(({ expired, findings }) => !expired && findings > 0);
  const count = holding.reduce((sum, { findings }) => sum + findings, 0);
  const expired = suppressions.filter((row) => row.expired && row.findings > 0);
  return [
    ...expired.map(
      ({ mode, finding, agent, until, reason, findings }) =>
        `EXPIRED on ${until}: the suppression of ${mode} ${finding ?? agent ?? ""} ("${reason}"); what it fits ` +
        `(${findings === 1 ? "1 finding" : `${findings} findings`}) counts again.`,
    ),
    ...(count === 0
      ? []
      : [`${count === 1 ? "1 finding is" : `${count} findings are`} suppressed and not counted.`]),
  ];
}
