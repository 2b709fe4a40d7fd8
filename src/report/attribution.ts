import { attributeRun } from "../attribution/attribute-run.ts";
import type { FoundMode } from "../attribution/found-modes.ts";
import type { Label, ModeId } from "../core/finding.ts";
import type { JudgeSummary } from "../core/judgement.ts";
import type { Attribution } from "../core/report.ts";
import type { Run } from "../core/run.ts";
import type { MergedVerdict } from "../core/summary.ts";

/** Guesses of one run, at most. */
const MOST = 3;
/** Steps between two places that are taken for the same. */
const NEAR = 2;
/** What a guess takes at most of what those before it leave. */
const MOST_OF_REST = 0.6;

/**
 * What a judge says before what rules say, each place once, at most three; their confidences together stay below 1. The
 * judge was shown the rules' guesses, so one that it did not take over comes after its own.
 */
export function mergedAttribution(
  judged: readonly Attribution[],
  byRules: readonly Attribution[],
): Attribution[] {
  if (judged.length === 0) return [...byRules];
  const others = byRules.filter((guess) => !judged.some((own) => isSamePlace(own, guess)));
  let left = 1;
  return [...judged, ...others].slice(0, MOST).map((guess, rank) => {
    const most = rank === 0 ? 1 : left * MOST_OF_REST;
    const confidence = Math.round(Math.min(guess.confidence, most) * 100) / 100;
    left -= confidence;
    return { ...guess, confidence };
  });
}

function isSamePlace(one: Attribution, other: Attribution): boolean {
  const [first = Number.NaN] = other.steps;
  return one.agent === other.agent && one.steps.some((step) => Math.abs(step - first) <= NEAR);
}

/**
 * Who first went wrong, as far as rules can say; nobody in a run that is known to have succeeded. A finding counts with
 * its tier where its mode is present in the end, as a candidate where that is open, and not at all where it is absent.
 * What a judge says of it goes before.
 */
export function attributionOf(
  run: Run,
  labels: readonly Label[],
  merged: Partial<Record<ModeId, MergedVerdict>>,
  judgement: JudgeSummary | null = null,
): Attribution[] {
  if (run.outcome === "succeeded") return [];
  return mergedAttribution(judgement?.attribution ?? [], guessesOf(run, labels, merged));
}

function guessesOf(
  run: Run,
  labels: readonly Label[],
  merged: Partial<Record<ModeId, MergedVerdict>>,
): Attribution[] {
  const found = labels.flatMap(({ mode, findings }): FoundMode[] => {
    const verdict = merged[mode]?.verdict ?? "unknown";
    if (verdict === "absent") return [];
    return verdict === "present" ? findings : findings.map((finding) => ({ ...finding, tier: "low" }));
  });
  const names = new Map(run.agents.map(({ id, name }) => [id, name]));
  const nameOf = (agent: string): string => names.get(agent) ?? agent;
  return attributeRun(run, found).map((guess) => {
    const [first] = guess.agents;
    return {
      kind: guess.kind,
      agent: first === undefined ? null : nameOf(first),
      agents: guess.agents.map(nameOf),
      steps: [...guess.steps],
      locators: guess.steps.map((step) => run.steps[step]?.locator ?? ""),
      mode: guess.mode,
      tier: guess.tier,
      why: guess.why,
      rightAction: guess.rightAction,
      confidence: guess.confidence,
      quotes: [...guess.quotes],
    };
  });
}
