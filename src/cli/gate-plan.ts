import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { configAbove } from "../config/find-config.ts";
import type { GateConfig } from "../config/gate-config.ts";
import { MastError } from "../core/errors.ts";
import type { GateRuleKind } from "../core/gate.ts";
import type { StreamedReport } from "../core/report.ts";
import { type GateOptions, type GateReport, gate } from "../gate/gate.ts";
import { parseRule, type RuleSpec, ruleText, targetText } from "../gate/rule.ts";
import type { Grouping } from "../report/rates.ts";
import { readCounts } from "../report/read-report.ts";
import type { Io } from "./io.ts";
import { displayUri } from "./paths.ts";
import { BASELINE_FILE, readGiven } from "./read-given.ts";
import { type ConfigOptions, openConfig } from "./session.ts";

export interface GateFlags extends ConfigOptions {
  maxRate?: string[];
  maxIncrease?: string[];
  baseline?: string;
  minRuns?: number;
  maxUnknown?: number;
  strict?: boolean;
}

/** What a gate is to do, read and checked before any run is. */
export interface GatePlan {
  rules: readonly RuleSpec[];
  options: GateOptions;
  /** What runs must be counted by. */
  by: readonly Grouping[];
}

/** Whether the command line asks for a gate beside the report: whoever says how it is to judge wants it to. */
export function asksForGate(flags: GateFlags & { gate?: boolean }): boolean {
  const { gate: asked, maxRate, maxIncrease, baseline, minRuns, maxUnknown, strict } = flags;
  return [asked, maxRate, maxIncrease, baseline, minRuns, maxUnknown, strict].some(
    (flag) => flag !== undefined && flag !== false,
  );
}

/** Rules and demands of the configuration, those of the command line in their place. @throws MastError without any rule */
export async function planGate(flags: GateFlags, io: Io): Promise<GatePlan> {
  const config = await openConfig(flags, io);
  const set = config?.gate ?? null;
  const rules = mergedRules(set, flags);
  const above = rules.length === 0 && config === null ? configAbove(io.cwd) : null;
  if (above !== null) {
    throw new MastError("the gate has no rules", {
      hint: `${relative(io.cwd, above)} is not read unless --config names it; or give a rule, such as --max-rate any=0.3`,
    });
  }
  const isCompared = rules.some(({ kind }) => kind === "max-increase");
  if (flags.baseline !== undefined && !isCompared) {
    throw new MastError("--baseline is what increases are measured from, and no rule is about one", {
      hint: "give one, such as --max-increase any=0.05",
    });
  }
  const folder = config?.folder ?? io.cwd;
  const baseline = isCompared ? await openBaseline(flags.baseline, set?.baseline, folder, io) : null;
  const minRuns = flags.minRuns ?? set?.minRuns;
  const maxUnknown = flags.maxUnknown ?? set?.maxUnknown;
  const options = {
    ...(minRuns === undefined ? {} : { minRuns }),
    ...(maxUnknown === undefined ? {} : { maxUnknown }),
    ...{ strict: flags.strict ?? set?.strict ?? false, baseline },
  };
  const by = rules.flatMap(({ scope }) => (scope === null ? [] : [scope.grouping]));
  return { rules, options, by: [...new Set<Grouping>(by)] };
}

/** The report with what the gate concludes. */
export async function withGate(
  report: StreamedReport,
  { rules, options }: GatePlan,
): Promise<StreamedReport> {
  return { ...report, head: { ...report.head, gate: await gate(report.head, rules, options) } };
}

/** Of two limits for one thing it is not known which is meant; the same limit twice is one rule. */
function givenRules(kind: GateRuleKind, texts: readonly string[] | undefined): RuleSpec[] {
  const rules = new Map<string, RuleSpec>();
  for (const rule of (texts ?? []).map((text) => parseRule(kind, text))) {
    const other = rules.get(targetText(rule));
    if (other !== undefined && other.limit !== rule.limit)
      throw new MastError(`--${ruleText(other)} and --${ruleText(rule)} contradict each other`);
    rules.set(targetText(rule), rule);
  }
  return [...rules.values()];
}

function mergedRules(set: GateConfig | null, { maxRate, maxIncrease }: GateFlags): RuleSpec[] {
  const written = (given: GateConfig["maxRate"] | undefined): string[] =>
    Object.entries(given ?? {}).map(([target, limit]) => `${target}=${limit}`);
  const all = [
    ...written(set?.maxRate).map((text) => parseRule("max-rate", text)),
    ...written(set?.maxIncrease).map((text) => parseRule("max-increase", text)),
    ...givenRules("max-rate", maxRate),
    ...givenRules("max-increase", maxIncrease),
  ];
  // A rule of the command line is meant, at the place of the one in the configuration.
  const byTarget = new Map(all.map((rule) => [`${rule.kind} ${targetText(rule)}`, rule]));
  return [...byTarget.values()];
}

async function openBaseline(
  flag: string | undefined,
  configured: string | undefined,
  folder: string,
  io: Io,
): Promise<{ name: string; report: GateReport } | null> {
  const usual = existsSync(resolve(io.cwd, BASELINE_FILE)) ? BASELINE_FILE : undefined;
  const file = flag ?? (configured === undefined ? usual : relative(io.cwd, resolve(folder, configured)));
  if (file === undefined) return null;
  const name = displayUri(io.cwd)(file);
  return { name, report: readCounts(await readGiven(file, io), name) };
}
