import type { Run, Step } from "../../core/run.ts";
import { isExecutionOutput } from "../actions.ts";
import { cueSentencesOf } from "../cues/cue-sentences.ts";
import { saysFinished } from "../cues/finished.ts";
import { checksForItself } from "../cues/hand-tracing.ts";
import { MAY_TAKE_FOR_RESULT, sendsBack, takesForResult, verdictIn } from "../cues/verdicts.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { type Claim, runClaimsBefore } from "./claims.ts";

/** A result that, going by the trace, nothing produced. */
export interface UnfoundedResult {
  /** `claimed`: stated as a fact although nothing ran; `supposed`: written out as what a run would give. */
  readonly kind: "claimed" | "supposed";
  readonly step: Step;
  /** Verbatim words of `step` that state it. */
  readonly words: string;
  readonly claim: Claim["kind"] | null;
  /** Who went on from it as from a real result, and the words; null where nobody did. */
  readonly accepted: { readonly step: Step; readonly words: string } | null;
}

/** The results of a run that nothing produced, in order. */
export function unfoundedResultsOf(run: Run, prepared: PreparedRun): UnfoundedResult[] {
  return [...claimedResults(run, prepared), ...supposedResults(run, prepared)].sort(
    (a, b) => a.step.index - b.step.index,
  );
}

/** Only where the trace would show a run: claims made before anything ran, or a person could have told of it. */
function claimedResults(run: Run, prepared: PreparedRun): UnfoundedResult[] {
  if (!run.capabilities.toolCalls && !run.capabilities.toolResults) return [];
  const firstRun = prepared.actions.find(({ effect }) => effect === "run" || effect === "unknown")?.step;
  const firstTold = run.steps.find(
    (step) => step.index > 0 && (prepared.isPerson(step) || isExecutionOutput(step, prepared.agents)),
  );
  const until = Math.min(firstRun?.index ?? run.steps.length, firstTold?.index ?? run.steps.length);
  if (until <= 1) return [];
  return runClaimsBefore(until, run, prepared)
    .slice(0, MOST_CLAIMS)
    .map(({ step, words, kind }) => ({
      ...{ kind: "claimed" as const, step, words, claim: kind },
      accepted: acceptanceOf(step, run, prepared),
    }));
}

const MOST_CLAIMS = 12;

function acceptanceOf(claim: Step, run: Run, prepared: PreparedRun): UnfoundedResult["accepted"] {
  for (const step of run.steps.slice(claim.index)) {
    if (!prepared.isOwnWords(step)) continue;
    const isLater = step !== claim;
    const verdict = verdictIn(step.text, isLater ? undefined : ["approves"]);
    const said = verdict?.words ?? (isLater ? takesForResult(step.text) : null);
    const words = said ?? (saysFinished(step.text) ? "" : null);
    if (words === null) continue;
    // Whoever looked for itself goes by what it saw, and so may those after it.
    return step.agent !== claim.agent && checksForItself(step.text) ? null : { step, words };
  }
  return null;
}

const SUPPOSITION =
  /\b(?:outputs?|results?)\b[^.\n`]{0,60}\b(?:should|will|would|might) (?:be|look|print|show|read|contain)\b[^.\n`]{0,40}:?\s*$|\b(?:should|will|would) (?:then |now )?(?:see|get|produce|print|output|display|give|return)(?: \w+){0,2} (?:following|output|results?)\b[^.\n`]{0,40}:?\s*$|(?:^|\n)\W*(?:[Tt]he )?(?:[Ee]xpected|[Ss]ample|[Ee]xample|[Hh]ypothetical|[Ss]imulated) (?:\w+ )?(?:outputs?|results?)\W{0,4}$/;
const ONLY_AN_EXAMPLE =
  /\b(?:output|results?)\b[^.\n]{0,40}\b(?:is|are) (?:just |only |merely |purely )?(?:an? )?(?:example|illustrat\w+|hypothetical|simulat\w+|assum\w+)\b/;
const BEFORE_FENCE = 160;
const MOST_BLOCKS = 12;

/** Outputs written out in a conditional mood that the next speaker takes for what a run gave. */
function supposedResults(run: Run, prepared: PreparedRun): UnfoundedResult[] {
  const found: UnfoundedResult[] = [];
  const sentences = prepared.of(cueSentencesOf);
  const firstRun = prepared.actions.find(({ effect, result }) => effect === "run" && result !== null);
  for (const step of run.steps) {
    if (firstRun !== undefined && step.index > firstRun.step.index) break;
    if (step.index === 0 || step.kind !== "message" || !step.text.includes("```")) continue;
    if (!prepared.isOwnWords(step)) continue;
    const accepted = nextSpeaker(step, run, prepared);
    if (accepted === null || !sentences.has(accepted, MAY_TAKE_FOR_RESULT)) continue;
    const words = suppositionIn(step.text);
    const taken = words === null ? null : takesForResult(accepted.text);
    if (words === null || taken === null || sendsBack(accepted.text, taken)) continue;
    found.push({ kind: "supposed", step, words, claim: null, accepted: { step: accepted, words: taken } });
  }
  return found;
}

function suppositionIn(text: string): string | null {
  const example = ONLY_AN_EXAMPLE.exec(text.slice(-600));
  if (example !== null) return example[0];
  let fence = text.indexOf("```");
  for (let block = 0; fence >= 0 && block < MOST_BLOCKS; block++) {
    const before = SUPPOSITION.exec(text.slice(Math.max(0, fence - BEFORE_FENCE), fence));
    if (before !== null) return before[0].trim();
    const close = text.indexOf("```", fence + 3);
    fence = close < 0 ? -1 : text.indexOf("```", close + 3);
  }
  return null;
}

/** The next agent's words, unless something ran before them. */
function nextSpeaker({ index, agent }: Step, run: Run, prepared: PreparedRun): Step | null {
  for (let at = index + 1; at < run.steps.length; at++) {
    const step = run.steps[at];
    if (step === undefined || step.kind === "thought") continue;
    if (!prepared.isOwnWords(step)) return null;
    if (step.agent !== agent) return step;
  }
  return null;
}
