import type { ModeId, Quote, Severity, Tier, Verdict } from "./finding.ts";
import type { Gate, RateMode, SuppressionRow } from "./gate.ts";
import type { Usage } from "./judgement.ts";
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
  /** Findings that a team knows of; those of them that hold are left out of `gating`. */
  suppressions: SuppressionRow[];
  /** Null where no gate was asked for. */
  gate: Gate | null;
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

/** A run of a report with its steps; null where they are not stored. */
export interface RunView {
  view: ReportRun;
  run: Run | null;
}

/** The runs of a report in its order, for formats that show steps. May be called again. */
export type RunViews = () => AsyncIterable<RunView>;

/** A line of a source. */
export interface SourcePlace {
  /** As it is printed. */
  uri: string;
  /** From 1. */
  line: number;
}

/** Finds the lines of places that name none, where their source still is what was read; others are left out. */
export type PlaceFinder = (
  run: Pick<ReportRun, "id">,
  locators: readonly string[],
) => Promise<ReadonlyMap<string, SourcePlace>>;

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
  agents: ReportAgent[];
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
  /** Who first went wrong, likeliest first, at most three: by the judge where it was asked, else by rules. Empty for successful runs. */
  attribution: Attribution[];
  /** What judging took; null where no judge was asked. */
  judge: ReportJudge | null;
}

export interface ReportAgent {
  name: string;
  kind: AgentKind;
  role: string | null;
  model: string | null;
  /** Steps that it authored; absent in reports of earlier versions. */
  steps?: number | undefined;
}

export interface ReportJudge {
  model: string;
  /** All calls that its answers took, attempts that failed included; 0 where answers came from files. */
  calls: number;
  tokens: Usage;
  usd: number;
  /** 0-based steps that no answer covers. */
  uncovered: number[];
  /** Quotes that do not stand in the step they name. */
  droppedQuotes: number;
  /** Replies that do not count, because the judge did what a text told it. */
  voided: number;
  /** Requests without a usable reply. */
  failed: number;
}

/**
 * Who or what is blamed: `agent`: the one agent named; `several`: it began with that agent and others took it over;
 * `external`: a service or the surroundings, met by that agent; `task`: what the run was given.
 */
export const BLAME_KINDS = ["agent", "several", "external", "task"] as const;
export type BlameKind = (typeof BLAME_KINDS)[number];

export interface Attribution {
  kind: BlameKind;
  /** Whoever began it; null where no agent is concerned. */
  agent: string | null;
  /** All agents concerned, that one first. */
  agents: string[];
  /** The step to blame first, then the others that show it. */
  steps: number[];
  locators: string[];
  /** Null: a sign of trouble that is no mode of the taxonomy. */
  mode: ModeId | null;
  /** Of the finding; `low` where no rule of the modes speaks. */
  tier: Tier;
  why: string;
  /** What should have been done there instead. */
  rightAction: string;
  /**
   * 0–1: how sure it is, given that the run failed, that a person would blame this agent at about this step; never above 0.5
   * unless a finding of tier certain or high says so.
   */
  confidence: number;
  /** Verbatim; may be empty where a step has no words. */
  quotes: Quote[];
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
  /** Somebody knows of it; absent = nobody does. Also where other findings of the verdict are not suppressed. */
  suppressed?: { reason: string; until: string } | undefined;
}

/** Rates are 0–1; intervals are Wilson 95 %. */
export interface RateRow {
  by: Record<string, string>;
  mode: RateMode;
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
  /** Runs of this task. */
  runs: number;
  /** What gates count, for pairing; left out where all of these runs were examined and nothing was found or excluded. */
  gating: Partial<Record<RateMode, TaskGating>>;
}

export interface TaskGating {
  examined: number;
  present: number;
  absent: number;
}
