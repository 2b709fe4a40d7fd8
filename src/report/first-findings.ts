import { type ModeId, SEVERITIES, type Tier } from "../core/finding.ts";
import type { ModeInfo } from "../core/mode-info.ts";
import type { LeadFinding, ReportRun } from "../core/report.ts";
import type { MergedVerdict } from "../core/summary.ts";
import { compareText } from "./rates.ts";

/** One run and mode worth looking at, before its evidence is read. */
export interface Lead {
  runId: string;
  mode: ModeId;
  framework: string;
}

/** What is looked at of a run: a summary has it, and so has a run of a report. */
interface VerdictsOfRun extends Pick<ReportRun, "id" | "framework" | "outcome"> {
  verdicts: Partial<Record<ModeId, Pick<MergedVerdict, "verdict" | "tier" | "suppressed">>>;
}

/** How many findings are shown first. */
export const FIRST_FINDINGS = 8;

const TIER_RANK: Record<Tier, number> = { certain: 0, high: 1, medium: 2, low: 3 };

/** Keeps the few best leads of each framework and mode while runs stream by; memory does not grow with the runs. */
export class LeadCollector {
  private readonly modes: readonly ModeInfo[];
  private readonly most: number;
  private readonly buckets = new Map<string, { count: number; best: RankedLead[] }>();

  constructor(modes: readonly ModeInfo[], most: number) {
    this.modes = modes;
    this.most = most;
  }

  add(run: VerdictsOfRun): void {
    for (const mode of this.modes) {
      const merged = run.verdicts[mode.id];
      if (merged?.verdict !== "present" || merged.suppressed === true) continue;
      const key = `${mode.id}\0${run.framework}`;
      const bucket = this.buckets.get(key) ?? { count: 0, best: [] };
      this.buckets.set(key, bucket);
      bucket.count++;
      const gravity = SEVERITIES.length - 1 - SEVERITIES.indexOf(mode.severity);
      const rank =
        TIER_RANK[merged.tier ?? "medium"] * 100 + gravity * 10 + (run.outcome === "succeeded" ? 1 : 0);
      const lead = { runId: run.id, mode: mode.id, framework: run.framework, rank };
      const last = bucket.best.at(-1);
      if (bucket.best.length >= this.most && last !== undefined && better(last, lead) <= 0) continue;
      bucket.best.push(lead);
      bucket.best.sort(better);
      bucket.best.length = Math.min(bucket.best.length, this.most);
    }
  }

  /** Best first, but every mode gets its best lead before any gets its second, and so does every framework in a mode. */
  leads(): (Lead & { alike: number })[] {
    const byMode = new Map<ModeId, Turn[]>();
    for (const { count, best } of this.buckets.values()) {
      for (const [turn, lead] of best.entries()) {
        byMode.set(lead.mode, [...(byMode.get(lead.mode) ?? []), { lead, turn, alike: count }]);
      }
    }
    return [...byMode.values()]
      .flatMap((turns) =>
        turns
          .sort((a, b) => a.turn - b.turn || better(a.lead, b.lead))
          .map(({ lead, alike }, turn) => ({ lead, turn, alike })),
      )
      .sort((a, b) => a.turn - b.turn || better(a.lead, b.lead))
      .slice(0, this.most)
      .map(({ lead: { runId, mode, framework }, alike }) => ({ runId, mode, framework, alike }));
  }
}

/** The findings to look at first, of runs that are in memory. */
export function firstFindingsOf(runs: readonly ReportRun[], modes: readonly ModeInfo[]): LeadFinding[] {
  const collector = new LeadCollector(modes, FIRST_FINDINGS);
  const byId = new Map(runs.map((run) => [run.id, run]));
  for (const { id, framework, outcome, labels } of runs) {
    const verdicts = Object.entries(labels).map(([mode, { verdict, tier, suppressed }]) => [
      mode,
      { verdict, tier, suppressed: suppressed !== null },
    ]);
    collector.add({ id, framework, outcome, verdicts: Object.fromEntries(verdicts) });
  }
  return collector.leads().flatMap(({ runId, mode, alike }) => {
    const run = byId.get(runId);
    return run === undefined ? [] : (leadFindingOf(run, mode, alike) ?? []);
  });
}

/** Null where the verdict rests on no finding that is not known already. */
export function leadFindingOf(run: ReportRun, mode: ModeId, alike: number): LeadFinding | null {
  const finding = run.labels[mode]?.findings.find(({ suppressed }) => suppressed === undefined);
  const { id, source, framework, outcome, steps } = run;
  return finding === undefined
    ? null
    : { run: { id, source, framework, outcome, steps }, mode, finding, alike };
}

type RankedLead = Lead & { rank: number };

interface Turn {
  lead: RankedLead;
  /** How many better leads its group has. */
  turn: number;
  alike: number;
}

function better(a: RankedLead, b: RankedLead): number {
  return (
    a.rank - b.rank ||
    compareText(a.mode, b.mode) ||
    compareText(a.framework, b.framework) ||
    compareText(a.runId, b.runId)
  );
}
