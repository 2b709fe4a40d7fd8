import { attributeRun } from "../attribution/attribute-run.ts";
import type { FoundMode } from "../attribution/found-modes.ts";
import type { Label, ModeId } from "../core/finding.ts";
import type { JudgeSummary } from "../core/judgement.ts";
import type { Attribution } from "../core/report.ts";
import type { Run } from "../core/run.ts";
import type { MergedVerdict } from "../core/summary.ts";

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
  if (judgement !== null && judgement.attribution.length > 0) return [...judgement.attribution];
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
