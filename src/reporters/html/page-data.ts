import type { Verdict } from "../../core/finding.ts";
import type { ReportMode, ReportRun, StreamedReport } from "../../core/report.ts";
import type { Step } from "../../core/run.ts";

/**
 * What the page embeds, packed: the report's head, one entry per run for the overview, and pages of runs in chunks that
 * the browser unpacks when a run is opened. Written by the reporter, read by the client.
 */

/** The `id` of the element that holds the head, and the attribute of those that hold parts of the other two. */
export const HEAD_ELEMENT = "mast-head";
/** On an element with entries: the position of its first run. */
export const ENTRIES_ATTRIBUTE = "data-entries";
/** On an element with pages: the position of its first run. */
export const PAGES_ATTRIBUTE = "data-pages";
/** The last element: everything before it has arrived. */
export const END_ELEMENT = "mast-end";

/** Stands in `showCommand` where a run's id goes. */
export const RUN_PLACE = "{run}";

/** A mode with what the taxonomy says of it, where it says something. */
export interface PageMode extends ReportMode {
  summary: string | null;
  /** What to change in the system, likeliest cure first. */
  remediation: string[];
}

export interface PageHead {
  mast: string;
  taxonomy: string;
  modes: PageMode[];
  rates: StreamedReport["head"]["rates"];
  gate: StreamedReport["head"]["gate"];
  suppressions: StreamedReport["head"]["suppressions"];
  first: StreamedReport["first"];
  problems: StreamedReport["head"]["problems"];
  /** Problems beyond those listed. */
  moreProblems: number;
  walk: StreamedReport["head"]["walk"];
  /** What a reader must know before comparing or counting. */
  notes: string[];
  /** Runs reported on. */
  runs: number;
  /** Runs listed here; fewer only above the limit. */
  listed: number;
  /** The command that shows a run in a terminal, with `RUN_PLACE` for its id; null where nothing was stored. */
  showCommand: string | null;
}

/** Said of one run and mode, in one letter each: present, absent, unknown although examined, not examined. */
export const VERDICT_LETTERS: Readonly<Record<string, { verdict: Verdict; examined: boolean }>> = {
  p: { verdict: "present", examined: true },
  a: { verdict: "absent", examined: true },
  u: { verdict: "unknown", examined: true },
  "-": { verdict: "unknown", examined: false },
};

/** A run in the overview. */
export interface RunEntry {
  id: string;
  uri: string;
  locator: string;
  framework: string;
  outcome: ReportRun["outcome"];
  endReason: ReportRun["endReason"];
  startedAt: string | null;
  steps: number;
  /** The task's first words; null where the trace has none. */
  task: string | null;
  /** Names of those that authored a step. */
  agents: string[];
  models: string[];
  tags: Record<string, string>;
  /** A letter of `VERDICT_LETTERS` per mode, in the order of the head's modes. */
  verdicts: string;
  /** Findings of tier medium or above. */
  findings: number;
  /** The first of each mode and agent, in the order of modes. */
  hits: EntryHit[];
}

/** A finding as the overview knows it. */
export interface EntryHit {
  /** Position of its mode in the head's modes. */
  mode: number;
  /** Position in the run's `agents`; −1: it names none. */
  agent: number;
  id: string;
  /** The first words of its message; empty after the first few. */
  text: string;
  /** Somebody knows of it and passes over it. */
  suppressed: boolean;
}

/** Everything about one run. */
export interface RunPage {
  run: ReportRun;
  /** Null where the caller gave no steps, or where the page would have gone over the limit: then `left` says so. */
  steps: PageStep[] | null;
  left: "limit" | null;
}

/** A step, with names in the place of agents' ids. */
export interface PageStep
  extends Pick<
    Step,
    | "index"
    | "kind"
    | "at"
    | "tokens"
    | "tool"
    | "ok"
    | "executed"
    | "canned"
    | "retryOf"
    | "phase"
    | "marker"
  > {
  agent: string | null;
  to: string[];
  text: string;
  /** Arguments of a call, as compact JSON. */
  args?: string;
  locator: string;
  /** Characters of the text that are left out; absent = none. */
  cut?: number;
}

/** At the end of the file: what is known only once all pages are written. */
export interface PageEnd {
  /** Runs whose steps are left out because the file would have become too large. */
  withoutSteps: number;
}
