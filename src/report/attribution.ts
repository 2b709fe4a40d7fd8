import type { ModeId, Tier } from "../core/finding.ts";
import type { Attribution, ReportRun } from "../core/report.ts";

const MOST = 3;

/**
 * Where the run first went wrong, as far as rules can say: the earliest findings of tier certain or high, one per
 * agent and mode, at most three. A run that is known to have succeeded resolved what happened in it and blames nobody.
 */
export function attribute(outcome: ReportRun["outcome"], labels: ReportRun["labels"]): Attribution[] {
  if (outcome === "succeeded") return [];
  const rank: Record<Tier, number> = { certain: 0, high: 1, medium: 2, low: 3 };
  const candidates: Attribution[] = [];
  for (const [mode, label] of Object.entries(labels)) {
    if (label.verdict !== "present" || label.suppressed !== null) continue;
    for (const { agent, steps, locators, tier, message } of label.findings) {
      if (rank[tier] > rank.high) continue;
      candidates.push({ agent, steps, locators, mode: mode as ModeId, tier, why: message });
    }
  }
  const first = (candidate: Attribution): number => candidate.steps[0] ?? Number.MAX_SAFE_INTEGER;
  candidates.sort((a, b) => first(a) - first(b) || rank[a.tier] - rank[b.tier] || (a.mode < b.mode ? -1 : 1));
  const seen = new Set<string>();
  const earliest = candidates.filter(({ agent, mode }) => {
    const key = `${mode}\0${agent ?? ""}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return earliest.slice(0, MOST);
}
