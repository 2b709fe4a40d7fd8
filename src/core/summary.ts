import type { ModeId, Tier, Verdict } from "./finding.ts";
import type { Run, SourceRef } from "./run.ts";

/** The merged verdict of all labellers for one run and mode, from which rates are counted. */
export interface MergedVerdict {
  verdict: Verdict;
  tier: Exclude<Tier, "low"> | null;
  /** At least one labeller of the mode had its needs met. */
  examined: boolean;
  /** At least one labeller that ran on this run can say `absent`. */
  decidable: boolean;
  /** Verdict when only certain, high and human labels count. */
  gating: Verdict;
  disagreement: boolean;
  /** Names of the agents that findings of a `present` verdict name; absent or [] = none named. For rates by agent. */
  agents?: string[];
  /** All findings of the verdict are suppressed; never stored. */
  suppressed?: boolean;
  /** The agents that gates may blame where that is not all of `agents`: some findings are suppressed. Never stored. */
  gatingAgents?: string[];
}

/** One run without its steps: enough for tables, rates and gates over 100 000 runs. */
export interface RunSummary {
  id: string;
  framework: string;
  format: string;
  /** Where the run stands; orders the runs of a report (by id where it is left out). */
  source?: SourceRef;
  /** Names of the agents that authored a step. */
  agents: string[];
  models: string[];
  outcome: Run["outcome"];
  taskKey: string | null;
  startedAt: string | null;
  /** Null also where the run was stored before ends were kept. */
  endedAt: string | null;
  tags: Record<string, string>;
  verdicts: Record<ModeId, MergedVerdict>;
}
