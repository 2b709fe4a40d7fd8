import { type ModeId, SEVERITIES, type Tier } from "../core/finding.ts";
import type { ModeInfo } from "../core/mode-info.ts";
import type { RunSummary } from "../core/summary.ts";
import { compareText } from "./rates.ts";

/** One run and mode worth looking at, before its evidence is read. */
export interface Lead {
  runId: string;
  mode: ModeId;
  framework: string;
}

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

  add(run: RunSummary): void {
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
