import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { GateConfig } from "../config/gate-config.ts";
import type { StreamedReport } from "../core/report.ts";
import { type GateOptions, type GateReport, gate } from "../gate/gate.ts";
import { parseRule, type RuleSpec, targetText } from "../gate/rule.ts";
import type { Grouping } from "../report/rates.ts";
import { readCounts } from "../report/read-report.ts";
import type { Io } from "./io.ts";
import { displayUri } from "./paths.ts";
import { readGiven } from "./read-given.ts";
import { type ConfigOptions, openConfig } from "./session.ts";

/** Where `mast baseline save` puts its file, and where gates look for one. */
export const BASELINE_FILE = "mast.baseline.json";

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

/** Whether the command line asks for a gate beside the report. */
export function asksForGate(flags: GateFlags & { gate?: boolean }): boolean {
  return flags.gate === true || flags.maxRate !== undefined || flags.maxIncrease !== undefined;
}

/** Rules and demands of the configuration, those of the command line in their place. @throws MastError without any rule */
export async function planGate(flags: GateFlags, io: Io): Promise<GatePlan> {
  const config = await openConfig(flags, io);
  const set = config?.gate ?? null;
  const rules = mergedRules(set, flags);
  const isCompared = rules.some(({ kind }) => kind === "max-increase");
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

function mergedRules(set: GateConfig | null, { maxRate, maxIncrease }: GateFlags): RuleSpec[] {
  const written = (given: GateConfig["maxRate"] | undefined): string[] =>
    Object.entries(given ?? {}).map(([target, limit]) => `${target}=${limit}`);
  const all = [
    ...written(set?.maxRate).map((text) => parseRule("max-rate", text)),
    ...written(set?.maxIncrease).map((text) => parseRule("max-increase", text)),
    ...(maxRate ?? []).map((text) => parseRule("max-rate", text)),
    ...(maxIncrease ?? []).map((text) => parseRule("max-increase", text)),
  ];
  // The later one of two rules on the same is meant, at the place of the first.
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
