import type { ModeId, Severity, Tier, Verdict } from "./finding.ts";
import type { AgentKind, Capabilities, EndReason, Loss, Run } from "./run.ts";

/** `mast-report/1`. Field names are a contract; `schema/report.schema.json` is its JSON Schema. */
export interface Report {
  schema: "mast-report/1";
  mast: string;
  taxonomy: string;
  /** The modes reported on and who can look for each here; no labeller = nobody looked, whatever the run. */
  modes: ReportMode[];
  runs: ReportRun[];
  rates: RateRow[];
  tasks: TaskRow[];
  /** Runs that may be several exports of one run; they are counted as the separate runs that they are here. */
  twins: TwinRow[];
  gate: null;
  problems: { uri: string; locator: string; code: string; message: string }[];
  walk: { read: number; skipped: number; refused: number };
}

export interface TwinRow {
  taskKey: string;
  /** At least two. */
  runs: { id: string; format: string; source: { uri: string; locator: string } }[];
  /** Share of what the shorter of two says that the longer says too; the least of the group, 0.8–1. */
  overlap: number;
}

export interface ReportMode {
  id: ModeId;
  title: string;
  severity: Severity;
  /** `detector-id@version`, …; empty: no detector yet. */
  labellers: string[];
}

/** A report whose runs are read one after the other, so that any number of them fits in memory. */
export interface StreamedReport {
  head: Omit<Report, "runs">;
  /** The findings to look at first: surest and gravest, spread over frameworks and modes. At most about ten. */
  first: LeadFinding[];
  /** May be called again; the same runs in the same order each time. */
  runs(): AsyncIterable<ReportRun>;
}

export interface LeadFinding {
  run: Pick<ReportRun, "id" | "source" | "framework" | "outcome" | "steps">;
  mode: ModeId;
  finding: ReportFinding;
  /** How many runs of this framework show this mode. */
  alike: number;
}

export interface ReportRun {
  id: string;
  source: { uri: string; locator: string };
  framework: string;
  format: string;
  task: string | null;
  taskKey: string | null;
  outcome: Run["outcome"];
  endReason: EndReason;
  endDetail: string | null;
  startedAt: string | null;
  endedAt: string | null;
  models: string[];
  tags: Record<string, string>;
  agents: { name: string; kind: AgentKind; role: string | null; model: string | null }[];
  /** Number of steps. */
  steps: number;
  /** Executed work tools; null where the format carries no calls. */
  toolCalls: number | null;
  tokens: { input: number; output: number } | null;
  capabilities: Capabilities;
  inferred: string[];
  losses: Loss[];
  /** One per mode reported on. */
  labels: Partial<Record<ModeId, ReportLabel>>;
  /** Candidates for what first went wrong, likeliest first; an estimate by rules, empty for successful runs. */
  attribution: Attribution[];
  judge: null;
}

export interface Attribution {
  agent: string | null;
  steps: number[];
  locators: string[];
  mode: ModeId;
  tier: Tier;
  why: string;
}

export interface ReportLabel {
  verdict: Verdict;
  tier: Exclude<Tier, "low"> | null;
  /** `detector-id@version`, `judge:model`, `human:name`. */
  by: string[];
  why: string;
  disagreement: boolean;
  suppressed: null | { reason: string; until: string };
  findings: ReportFinding[];
  candidates: ReportFinding[];
}

export interface ReportFinding {
  /** Stable over re-runs: hash of run, mode, labeller, agent and steps. 16 hex digits. */
  id: string;
  source: string;
  tier: Tier;
  /** Measured precision of this detector and tier, or null: uncalibrated. */
  precision: { value: number; n: number } | null;
  severity: Severity;
  message: string;
  agent: string | null;
  /** 0-based step positions. */
  steps: number[];
  locators: string[];
  quotes: { step: number; text: string }[];
}

/** Rates are 0–1; intervals are Wilson 95 %. */
export interface RateRow {
  by: Record<string, string>;
  mode: ModeId | "FC1" | "FC2" | "FC3" | "any";
  outcome: "all" | "failed" | "succeeded";
  runs: number;
  examined: number;
  present: number;
  absent: number;
  unknown: number;
  /** present / (present + absent); null without a denominator or where no labeller that ran can say absent. */
  rate: number | null;
  interval: [number, number] | null;
  /** present / examined; null where nothing was examined. */
  atLeast: number | null;
  atLeastInterval: [number, number] | null;
  /** The same counts when only certain, high and human labels count. */
  gating: { present: number; absent: number; unknown: number };
}

export interface TaskRow {
  taskKey: string;
  by: Record<string, string>;
  verdicts: Partial<Record<ModeId, Verdict>>;
}
