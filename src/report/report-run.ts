import { type Finding, type Label, labellerName, type ModeId, type Severity } from "../core/finding.ts";
import type { JudgeSummary } from "../core/judgement.ts";
import type { ModeInfo } from "../core/mode-info.ts";
import type { ReportFinding, ReportJudge, ReportLabel, ReportRun } from "../core/report.ts";
import type { Run } from "../core/run.ts";
import type { MergedVerdict } from "../core/summary.ts";
import { attributionOf } from "./attribution.ts";
import { FindingIds } from "./finding-ids.ts";
import type { SuppressedMode, Suppressor } from "./suppressor.ts";

export interface RunViewOptions {
  modes: readonly ModeInfo[];
  /** Prints a source's address, e.g. relative to the working directory. */
  displayUri: (uri: string) => string;
  /** Measured precision of a labeller's findings of a tier; null = uncalibrated. */
  precisionOf: (mode: ModeId, labeller: string, tier: Finding["tier"]) => ReportFinding["precision"];
  /** Modes that nobody can look for yet, with the sentence that says so. */
  whyUnlabelled: (mode: ModeId) => string;
  /** Absent = nothing is suppressed. */
  suppressor?: Suppressor;
}

/** One run as the report shows it: what it is, the merged verdict of each mode, and the evidence. */
export function toReportRun(
  run: Run,
  labels: readonly Label[],
  merged: Partial<Record<ModeId, MergedVerdict>>,
  options: RunViewOptions,
  judgement: JudgeSummary | null = null,
): ReportRun {
  const names = new Map(run.agents.map((agent) => [agent.id, agent.name]));
  const [source] = run.sources;
  const reportLabels: ReportRun["labels"] = {};
  const suppressed = options.suppressor?.of(run, labels);
  for (const mode of options.modes) {
    const own = labels.filter((label) => label.mode === mode.id);
    const known = suppressed?.get(mode.id);
    const findings = new FindingList(run, names, mode, options, known?.findings ?? new Map());
    const label = toReportLabel(own, merged[mode.id], findings, options.whyUnlabelled(mode.id));
    const shown = label.verdict === "present" ? (known?.shown ?? null) : null;
    reportLabels[mode.id] = { ...label, suppressed: shown };
  }
  let attribution: ReportRun["attribution"] | null = null;
  return {
    id: run.id,
    source: { uri: options.displayUri(source?.uri ?? ""), locator: source?.locator ?? "" },
    framework: run.framework,
    format: run.format,
    task: run.task,
    taskKey: run.taskKey,
    outcome: run.outcome,
    endReason: run.endReason,
    endDetail: run.endDetail,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    models: run.models,
    tags: run.tags,
    agents: agentsOf(run),
    steps: run.steps.length,
    toolCalls: toolCallsOf(run),
    tokens: tokensOf(run),
    capabilities: run.capabilities,
    inferred: run.inferred,
    losses: run.losses,
    labels: reportLabels,
    // Read off the whole run, and few reporters print it.
    get attribution() {
      attribution ??= attributionOf(run, labels, merged, judgement);
      return attribution;
    },
    judge: judgement === null ? null : judgeOf(judgement),
  };
}

function agentsOf({ agents, steps }: Run): ReportRun["agents"] {
  const authored = new Map<string, number>();
  for (const { agent } of steps) if (agent !== null) authored.set(agent, (authored.get(agent) ?? 0) + 1);
  return agents.map(({ id, name, kind, role, model }) => ({
    ...{ name, kind, role, model, steps: authored.get(id) ?? 0 },
  }));
}

function judgeOf({ labeller, spent, uncovered, ...counts }: JudgeSummary): ReportJudge {
  const { droppedQuotes, voided, failed } = counts;
  return {
    model: labeller.id,
    calls: spent.calls,
    tokens: spent.usage,
    usd: Math.round(spent.usd * 1e6) / 1e6,
    uncovered: [...uncovered],
    ...{ droppedQuotes, voided, failed },
  };
}

/** Executed work tools, failed ones included; null where the format carries no calls. */
export function toolCallsOf(run: Run): number | null {
  if (!run.capabilities.toolCalls) return null;
  return run.steps.filter((step) => step.kind === "tool-call" && step.executed !== false).length;
}

/** Sums over model calls; null, never 0, where the format does not carry them. */
export function tokensOf(run: Run): { input: number; output: number } | null {
  if (!run.capabilities.tokens) return null;
  let input = 0;
  let output = 0;
  for (const step of run.steps) {
    input += step.tokens?.input ?? 0;
    output += step.tokens?.output ?? 0;
  }
  return { input, output };
}

/** Gives findings their report form and ids. */
class FindingList {
  private readonly ids: FindingIds;
  private readonly run: Run;
  private readonly names: ReadonlyMap<string, string>;
  private readonly mode: ModeInfo;
  private readonly options: RunViewOptions;
  private readonly suppressed: SuppressedMode["findings"];

  constructor(
    run: Run,
    names: ReadonlyMap<string, string>,
    mode: ModeInfo,
    options: RunViewOptions,
    suppressed: SuppressedMode["findings"],
  ) {
    this.suppressed = suppressed;
    this.ids = new FindingIds(run.id);
    this.run = run;
    this.names = names;
    this.mode = mode;
    this.options = options;
  }

  of(label: Label, finding: Finding): ReportFinding {
    const source = labellerName(label);
    const severity: Severity = finding.severity ?? this.mode.severity;
    const id = this.ids.of(label, finding);
    const suppressed = this.suppressed.get(id);
    return {
      id,
      source,
      tier: finding.tier,
      precision: this.options.precisionOf(finding.mode, source, finding.tier),
      severity,
      message: finding.message,
      agent: finding.agent === null ? null : (this.names.get(finding.agent) ?? finding.agent),
      steps: finding.steps,
      locators: finding.steps.map((index) => this.run.steps[index]?.locator ?? ""),
      quotes: finding.quotes,
      ...(suppressed === undefined ? {} : { suppressed }),
    };
  }
}

function toReportLabel(
  labels: readonly Label[],
  merged: MergedVerdict | undefined,
  list: FindingList,
  whyUnlabelled: string,
): Omit<ReportLabel, "suppressed"> {
  const verdict = merged?.verdict ?? "unknown";
  const deciding = labels.filter((label) => label.verdict === verdict);
  const disagreement = merged?.disagreement ?? false;
  const all = labels.flatMap((label) =>
    label.findings.map((finding) => ({ label, finding, view: list.of(label, finding) })),
  );
  const shown = verdict === "present" || disagreement;
  return {
    verdict,
    tier: merged?.tier ?? null,
    by: deciding.filter((label) => verdict !== "unknown" || label.examined).map(labellerName),
    why: labels.length === 0 ? whyUnlabelled : whyOf(labels, deciding, disagreement),
    disagreement,
    findings: all.filter(({ finding }) => shown && finding.tier !== "low").map(({ view }) => view),
    candidates: all.filter(({ finding }) => finding.tier === "low").map(({ view }) => view),
  };
}

function whyOf(labels: readonly Label[], deciding: readonly Label[], disagreement: boolean): string {
  if (disagreement) {
    const votes = labels.filter((label) => label.verdict !== "unknown");
    return `labellers disagree: ${votes.map((label) => `${labellerName(label)} says ${label.verdict}`).join(", ")}`;
  }
  return [...new Set((deciding.length > 0 ? deciding : labels).map((label) => label.why))].join("; ");
}
