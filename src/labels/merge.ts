import { type Label, MODE_IDS, type ModeId, type Tier, type Verdict } from "../core/finding.ts";
import type { Run } from "../core/run.ts";
import type { MergedVerdict } from "../core/summary.ts";

type Decided = Label & { verdict: Exclude<Verdict, "unknown"> };
type Merge = Pick<MergedVerdict, "verdict" | "tier" | "disagreement">;

const UNDECIDED: Merge = { verdict: "unknown", tier: null, disagreement: false };
const DISPUTED: Merge = { verdict: "unknown", tier: null, disagreement: true };
const STRENGTH: Record<Tier, number> = { certain: 3, high: 2, medium: 1, low: 0 };

/** Merges all labels of one run into one verdict per mode; modes without a label are unknown and not examined. */
export function mergeLabels(run: Run, labels: readonly Label[]): Record<ModeId, MergedVerdict> {
  const names = new Map(run.agents.map((agent) => [agent.id, agent.name]));
  const entries = MODE_IDS.map((mode): [ModeId, MergedVerdict] => [
    mode,
    mergeMode(
      labels.filter((label) => label.mode === mode),
      names,
    ),
  ]);
  return Object.fromEntries(entries) as Record<ModeId, MergedVerdict>;
}

function mergeMode(labels: readonly Label[], names: ReadonlyMap<string, string>): MergedVerdict {
  const { verdict, tier, disagreement } = decide(labels);
  const merged: MergedVerdict = {
    verdict,
    tier,
    examined: labels.some((label) => label.examined),
    decidable: labels.some((label) => label.examined && label.decidesAbsent),
    gating: gatingOf(labels),
    disagreement,
  };
  const agents = verdict === "present" ? agentsOf(labels, names) : [];
  if (agents.length > 0) merged.agents = agents;
  return merged;
}

/**
 * Only what is meant to be right in nine of ten may stop a merge. A judge of whom that is not known decides nothing here,
 * but where it contradicts a rule, the rule alone does not either.
 */
function gatingOf(labels: readonly Label[]): Verdict {
  const { verdict, tier } = decide(
    labels.filter((label) => mayGate(label) || label.labeller.kind === "judge"),
  );
  return tier === "medium" ? "unknown" : verdict;
}

function mayGate(label: Label): boolean {
  return label.labeller.kind === "human" || label.tier === "certain" || label.tier === "high";
}

/**
 * human › certain rule › judge › high rule › medium rule › foreign label › unknown. The first of these that decided
 * wins; within one of them contradiction is `unknown`, and a rule must also hold against all other rules. A judge whose
 * votes differ leaves everything below it undecided. Where judge and rules differ, the verdict stands and says so.
 */
function decide(labels: readonly Label[]): Merge {
  const decided = labels.filter((label): label is Decided => label.verdict !== "unknown");
  const best = Math.min(...decided.map(rankOf));
  if (best >= JUDGE && labels.some(({ split }) => split === true)) return DISPUTED;
  const winners = decided.filter((label) => rankOf(label) === best);
  const [winner] = winners;
  if (winner === undefined) return UNDECIDED;
  const rules = decided.filter((label) => label.labeller.kind === "detector");
  const judges = decided.filter((label) => label.labeller.kind === "judge");
  if (winner.labeller.kind === "detector") {
    const merge = againstRules(rules);
    const isDoubted = judges.some((label) => label.verdict !== merge.verdict);
    return merge.verdict !== "unknown" && isDoubted ? { ...merge, disagreement: true } : merge;
  }
  if (winners.some((label) => label.verdict !== winner.verdict)) return DISPUTED;
  const { verdict } = winner;
  if (winner.labeller.kind !== "judge") return { verdict, tier: strongest(winners), disagreement: false };
  const agreeing = [...winners, ...rules].filter((label) => label.verdict === verdict);
  const disagreement = rules.some((label) => label.verdict !== verdict);
  return { verdict, tier: strongest(agreeing), disagreement };
}

const JUDGE = 2;

function rankOf(label: Decided): number {
  switch (label.labeller.kind) {
    case "human":
      return 0;
    case "judge":
      return JUDGE;
    case "foreign":
      return 5;
    case "detector":
      return { certain: 1, high: 3, medium: 4 }[label.tier ?? "medium"];
  }
}

/** Among rules, `present` beats `absent` of the same or a lower tier; else they contradict each other. */
function againstRules(rules: readonly Decided[]): Merge {
  const present = rules.filter((label) => label.verdict === "present");
  const absent = rules.filter((label) => label.verdict === "absent");
  if (present.length === 0) return { verdict: "absent", tier: strongest(absent), disagreement: false };
  const tier = strongest(present);
  if (absent.length > 0 && STRENGTH[strongest(absent)] > STRENGTH[tier]) return DISPUTED;
  return { verdict: "present", tier, disagreement: false };
}

/** A person's label carries no tier of its own and counts as an observed fact. */
function strongest(labels: readonly Decided[]): Exclude<Tier, "low"> {
  const tiers = labels.map((label) => label.tier ?? (label.labeller.kind === "human" ? "certain" : "medium"));
  return tiers.reduce((best, tier) => (STRENGTH[tier] > STRENGTH[best] ? tier : best), "medium");
}

function agentsOf(labels: readonly Label[], names: ReadonlyMap<string, string>): string[] {
  const found = new Set<string>();
  for (const label of labels) {
    if (label.verdict !== "present") continue;
    for (const { agent, tier } of label.findings) {
      if (agent !== null && tier !== "low") found.add(names.get(agent) ?? agent);
    }
  }
  return [...found].sort();
}
