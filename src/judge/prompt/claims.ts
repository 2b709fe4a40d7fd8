import type { Finding, Label, ModeId, Tier } from "../../core/finding.ts";
import type { Dossier } from "../dossier/dossier.ts";
import { stepName } from "../dossier/step-lines.ts";
import { fenced } from "../guard/mark.ts";

const MOST_CLAIMS = 3;
const MOST_STEPS = 6;
const LONGEST = 400;
const RANK: Record<Tier, number> = { certain: 0, high: 1, medium: 2, low: 3 };

/** What rules found of a mode, strongest first. */
export function ruleFindings(labels: readonly Label[], mode: ModeId): Finding[] {
  return labels
    .filter((label) => label.mode === mode && label.labeller.kind === "detector")
    .flatMap(({ findings }) => findings)
    .sort((a, b) => RANK[a.tier] - RANK[b.tier] || (a.steps[0] ?? 0) - (b.steps[0] ?? 0));
}

/**
 * What rules found, as claims to confirm or refute, of those that name a step which is shown. Fenced like the record,
 * because the sentences hold words of the run. Null where there are none.
 */
export function claimsText(
  dossier: Dossier,
  modes: readonly ModeId[],
  labels: readonly Label[],
  shown: ReadonlySet<number>,
): string | null {
  const lines: string[] = [];
  for (const mode of modes) {
    const own = ruleFindings(labels, mode).filter(({ steps }) => steps.some((step) => shown.has(step)));
    for (const { message, steps } of own.slice(0, MOST_CLAIMS)) {
      const named = steps.slice(0, MOST_STEPS).map((step) => stepName(step));
      const more = steps.length > MOST_STEPS ? ", …" : "";
      const words = dossier.scrubber.scrub(message).replace(/\s+/g, " ").slice(0, LONGEST);
      lines.push(`- ${mode}: ${words} (${named.join(", ")}${more})`);
    }
  }
  return lines.length === 0 ? null : fenced("claims", dossier.mark, lines.join("\n"));
}
