import type { Capabilities, CapabilityFlag, Run } from "./run.ts";

export const MODE_IDS = [
  "FM-1.1",
  "FM-1.2",
  "FM-1.3",
  "FM-1.4",
  "FM-1.5",
  "FM-2.1",
  "FM-2.2",
  "FM-2.3",
  "FM-2.4",
  "FM-2.5",
  "FM-2.6",
  "FM-3.1",
  "FM-3.2",
  "FM-3.3",
] as const;
export type ModeId = (typeof MODE_IDS)[number];

export const VERDICTS = ["present", "absent", "unknown"] as const;
/** `unknown` means "could not tell" and is never counted as `absent`. */
export type Verdict = (typeof VERDICTS)[number];

export const TIERS = ["certain", "high", "medium", "low"] as const;
/**
 * `certain`: an observed fact, no semantics; `high`: meant right in ≥ 90 %; `medium`: ≥ 70 %;
 * `low`: a candidate for the judge, never a verdict.
 */
export type Tier = (typeof TIERS)[number];

export const SEVERITIES = ["low", "medium", "high"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A verbatim piece of `steps[step].text` (for a call or handover also of its JSON arguments or its tool's name). */
export interface Quote {
  step: number;
  text: string;
}

/** One observed instance of a mode, as a detector yields it. */
export interface Finding {
  mode: ModeId;
  tier: Tier;
  /** One sentence for a person: who did what, how often, why it counts. */
  message: string;
  /** Id of the agent concerned; null only where the run as a whole is. */
  agent: string | null;
  /** Step indices, ascending, at least one. */
  steps: number[];
  /** At least one; each is checked against its step, else the finding is dropped and counted. */
  quotes: Quote[];
  severity?: Severity;
}

/** What one detector concludes about one run. */
export interface Detection {
  findings: Finding[];
  /** Only a `both` detector: why the mode is excluded. Ignored when there are findings of tier ≥ medium. */
  absent?: { why: string; tier: "certain" | "high" | "medium" };
  /** Why nothing can be said, where the run is outside the detector's domain (code, kebab-case, and sentence). */
  unknown?: string;
}

/** A need is a capability flag, or `content` (at least partial message text). */
export type Need = CapabilityFlag | "content";

export function meetsNeed(capabilities: Capabilities, need: Need): boolean {
  return need === "content" ? capabilities.content !== "none" : capabilities[need];
}

export interface LabellerRef {
  kind: "detector" | "judge" | "human" | "foreign";
  /** Detector id, judge model, or labeller name. */
  id: string;
  version: string;
}

/** One labeller's stored verdict for one run and mode. */
export interface Label {
  runId: Run["id"];
  mode: ModeId;
  labeller: LabellerRef;
  verdict: Verdict;
  /** Tier of the verdict; null for unknown. */
  tier: Exclude<Tier, "low"> | null;
  why: string;
  /** Whether the labeller's needs were met (unknown because nothing was found still counts as examined). */
  examined: boolean;
  /** Whether this labeller can ever say `absent` (`decides: "both"`, judge, human). */
  decidesAbsent: boolean;
  findings: Finding[];
  /** Votes of this labeller, a judge, contradict each other: the verdict is unknown, and rules below `certain` do not count. */
  split?: boolean;
}

/** `detector-id@version`, `judge:model`, `human:name`, `foreign:name`. */
export function labellerName({ labeller }: Label): string {
  const { kind, id, version } = labeller;
  return kind === "detector" ? `${id}@${version}` : `${kind}:${id}`;
}
