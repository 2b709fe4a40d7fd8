import type { FoundMode } from "../../attribution/found-modes.ts";
import type { Ranked } from "../../attribution/rank.ts";
import { TIERS, type Tier } from "../../core/finding.ts";
import type { Attribution } from "../../core/report.ts";
import type { Candidate } from "../answer/read-blame.ts";
import type { JudgeCase } from "../case.ts";

/**
 * How sure a judge's candidates are, by rank: set, not measured, in the order of what published models reach on labelled
 * runs (agent right in about half, step in a seventh). A first one that rules point to as well counts more; above 0.5
 * only with a finding of tier certain or high.
 */
const CONFIDENCE = [0.4, 0.2, 0.1] as const;
const AGREED = 0.5;
const AGREED_AND_SURE = 0.6;
/** Steps between two places that are taken for the same. */
const NEAR = 2;

/** The judge's candidates in the form of the report, likeliest first. */
export function judgedAttribution(
  { run }: JudgeCase,
  candidates: readonly Candidate[],
  guesses: readonly Ranked[],
  found: readonly FoundMode[],
): Attribution[] {
  const names = new Map(run.agents.map(({ id, name }) => [id, name]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  return candidates.slice(0, CONFIDENCE.length).map((candidate, rank) => {
    const { kind, agents, steps, mode, explanation, rightAction, quotes } = candidate;
    const [first] = agents;
    const tier = tierIn(found, candidate);
    const isAgreed = rank === 0 && guesses.some((guess) => isSamePlace(guess, candidate));
    const isSure = tier === "certain" || tier === "high";
    return {
      ...{ kind, agent: first === undefined ? null : nameOf(first), agents: agents.map(nameOf) },
      steps: [...steps],
      locators: steps.map((step) => run.steps[step]?.locator ?? ""),
      ...{ mode, tier, why: explanation, rightAction },
      confidence: isAgreed ? (isSure ? AGREED_AND_SURE : AGREED) : (CONFIDENCE[rank] ?? 0),
      quotes: [...quotes],
    };
  });
}

/** The strongest tier in which the mode was found at this place; `low` where it was not. */
function tierIn(found: readonly FoundMode[], { mode, steps }: Candidate): Tier {
  const tiers = found
    .filter((finding) => finding.mode === mode && finding.steps.some((step) => isNear(steps, step)))
    .map(({ tier }) => TIERS.indexOf(tier));
  return TIERS[Math.min(...tiers)] ?? "low";
}

function isSamePlace({ agents, steps }: Ranked, candidate: Candidate): boolean {
  const [first] = steps;
  return agents[0] === candidate.agents[0] && first !== undefined && isNear(candidate.steps, first);
}

function isNear(steps: readonly number[], step: number): boolean {
  return steps.some((one) => Math.abs(one - step) <= NEAR);
}
