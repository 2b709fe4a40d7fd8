import { type Finding, type Label, labellerName, type ModeId, type Severity } from "../core/finding.ts";
import { hashOf } from "../core/hash.ts";
import type { ModeInfo } from "../core/mode-info.ts";
import type { ReportFinding, ReportLabel, ReportRun } from "../core/report.ts";
import type { Run } from "../core/run.ts";
import type { MergedVerdict } from "../core/summary.ts";
import { attributionOf } from "./attribution.ts";

export interface RunViewOptions {
  modes: readonly ModeInfo[];
  /** Prints a source's address, e.g. relative to the working directory. */
  displayUri: (uri: string) => string;
  /** Measured precision of a labeller's findings of a tier; null = uncalibrated. */
  precisionOf: (mode: ModeId, labeller: string, tier: Finding["tier"]) => ReportFinding["precision"];
  /** Modes that nobody can look for yet, with the sentence that says so. */
  whyUnlabelled: (mode: ModeId) => string;
}

/** One run as the report shows it: what it is, the merged verdict of each mode, and the evidence. */
export function toReportRun(
  run: Run,
  labels: readonly Label[],
  merged: Partial<Record<ModeId, MergedVerdict>>,
  options: RunViewOptions,
): ReportRun {
  const names = new Map(run.agents.map((agent) => [agent.id, agent.name]));
  const [source] = run.sources;
  const reportLabels: ReportRun["labels"] = {};
  for (const mode of options.modes) {
    const own = labels.filter((label) => label.mode === mode.id);
    const findings = new FindingList(run, names, mode, options);
    reportLabels[mode.id] = toReportLabel(own, merged[mode.id], findings, options.whyUnlabelled(mode.id));
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
    agents: run.agents.map(({ name, kind, role, model }) => ({ name, kind, role, model })),
    steps: run.steps.length,
    toolCalls: toolCallsOf(run),
    tokens: tokensOf(run),
    capabilities: run.capabilities,
    inferred: run.inferred,
    losses: run.losses,
    labels: reportLabels,
    // Read off the whole run, and few reporters print it.
    get attribution() {
      attribution ??= attributionOf(run, labels, merged);
      return attribution;
    },
    judge: null,
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

/** Gives findings their report form and ids; equal findings of one labeller are told apart by their order. */
class FindingList {
  private readonly seen = new Map<string, number>();
  private readonly run: Run;
  private readonly names: ReadonlyMap<string, string>;
  private readonly mode: ModeInfo;
  private readonly options: RunViewOptions;

  constructor(run: Run, names: ReadonlyMap<string, string>, mode: ModeInfo, options: RunViewOptions) {
    this.run = run;
    this.names = names;
    this.mode = mode;
    this.options = options;
  }

  of(label: Label, finding: Finding): ReportFinding {
    const source = labellerName(label);
    const severity: Severity = finding.severity ?? this.mode.severity;
    return {
      id: this.idOf(label, finding),
      source,
      tier: finding.tier,
      precision: this.options.precisionOf(finding.mode, source, finding.tier),
      severity,
      message: finding.message,
      agent: finding.agent === null ? null : (this.names.get(finding.agent) ?? finding.agent),
      steps: finding.steps,
      locators: finding.steps.map((index) => this.run.steps[index]?.locator ?? ""),
      quotes: finding.quotes,
    };
  }

  /** Without the labeller's version, so that a finding keeps its id, and its suppression, when a detector improves. */
  private idOf(label: Label, finding: Finding): string {
    const parts = [
      this.run.id,
      finding.mode,
      `${label.labeller.kind}:${label.labeller.id}`,
      finding.agent ?? "",
      finding.steps.join(","),
    ];
    const key = parts.join("\0");
    const twin = this.seen.get(key) ?? 0;
    this.seen.set(key, twin + 1);
    return hashOf(16, ...parts, ...(twin === 0 ? [] : [String(twin)]));
  }
}

function toReportLabel(
  labels: readonly Label[],
  merged: MergedVerdict | undefined,
  list: FindingList,
  whyUnlabelled: string,
): ReportLabel {
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
    suppressed: null,
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
