import type { Label, LabellerRef, Tier, Verdict } from "../../src/core/finding.ts";

/** What is said of a label beside its run. */
export type LabelArguments = Parameters<typeof labelOf> extends [string, ...infer Rest] ? Rest : never;

/** A label of FM-1.3 for the run, by a labeller of its own for each kind, verdict and tier. */
export function labelOf(
  runId: string,
  kind: LabellerRef["kind"],
  verdict: Verdict,
  tier: Exclude<Tier, "low"> | null = null,
  change: Partial<Label> = {},
): Label {
  return {
    runId,
    mode: "FM-1.3",
    labeller: { kind, id: `${kind}-${verdict}-${tier}`, version: "1" },
    verdict,
    tier,
    why: "",
    examined: true,
    decidesAbsent: kind !== "detector",
    findings: [],
    ...change,
  };
}
