import type { Label, ModeId } from "../../core/finding.ts";
import type { ModeDefinition } from "../../taxonomy/schema.ts";
import type { JudgeCase } from "../case.ts";
import { dossierOf } from "../dossier/dossier.ts";
import { excerptOf } from "../dossier/excerpt.ts";
import { ruleFindings } from "../prompt/claims.ts";
import { requestFor } from "../prompt/questions.ts";
import type { JudgeRequest } from "../request.ts";
import type { Vote } from "./proposal.ts";

/** Votes besides the proposal. */
export const FURTHER_VOTES = [2, 3] as const;
/** Votes are to differ where the model is not sure. */
const TEMPERATURE = 0.7;
const MOST_RULE_FINDINGS = 2;

/** Whether a rule is sure of the mode in this run, or finds one that does grave harm. */
export function isHeavyHit(labels: readonly Label[], { id, severity }: ModeDefinition): boolean {
  return labels.some(
    ({ mode, labeller, verdict, findings }) =>
      mode === id &&
      labeller.kind === "detector" &&
      verdict === "present" &&
      findings.some(
        (finding) =>
          finding.tier === "certain" ||
          finding.tier === "high" ||
          (finding.tier === "medium" && (finding.severity ?? severity) === "high"),
      ),
  );
}

/**
 * Whether further votes are asked for: the judge proposes the mode, or a heavy rule hit does and its proposal did not
 * fall out. One that fell out cannot become unanimous any more.
 */
export function needsVotes(proposal: Vote, mode: ModeDefinition, labels: readonly Label[]): boolean {
  if (proposal.verdict === "present") return true;
  return (proposal.verdict === "absent" || proposal.verdict === "cannot tell") && isHeavyHit(labels, mode);
}

/** Two requests on one mode, whose record holds what the proposal quotes and what rules found. */
export function confirmRequests(about: JudgeCase, mode: ModeDefinition, proposal: Vote): JudgeRequest[] {
  const dossier = dossierOf(about);
  const order = {
    focus: focusOf(about.labels, mode.id, proposal),
    kinds: new Set(mode.judge.step_kinds),
    room: mode.judge.max_tokens,
    withLedger: mode.judge.scope === "run",
  };
  const shown = excerptOf(dossier, order, about.tokens);
  return FURTHER_VOTES.map((vote) =>
    requestFor(about, dossier, {
      ...{ name: voteName(mode.id, vote), stage: "confirm", modes: [mode.id], shown },
      temperature: TEMPERATURE,
    }),
  );
}

export function voteName(mode: ModeId, vote: (typeof FURTHER_VOTES)[number]): string {
  return `confirm-${mode}-vote${vote}`;
}

function focusOf(labels: readonly Label[], mode: ModeId, { quotes }: Vote): Map<number, string[]> {
  const focus = new Map<number, string[]>();
  const found = ruleFindings(labels, mode).slice(0, MOST_RULE_FINDINGS);
  for (const { step, text } of [...quotes, ...found.flatMap((finding) => finding.quotes)]) {
    focus.set(step, [...(focus.get(step) ?? []), text]);
  }
  return focus;
}
