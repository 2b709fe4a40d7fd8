import { z } from "zod";
import type { Finding, Quote, Severity, Tier } from "../core/finding.ts";
import type { Run, Step } from "../core/run.ts";
import { codeBlocks } from "./actions.ts";
import { defineDetector } from "./detector.ts";
import { type Loop, mergeLoops } from "./loops.ts";
import type { PreparedRun } from "./prepared-run.ts";
import { quoteFrom, quoteStart, quotesOf } from "./quote.ts";
import { type Repeat, repeatsOf } from "./repeats.ts";
import { threshold } from "./threshold.ts";
import { saysPending, saysTransient } from "./tool-effects.ts";

const options = z.strictObject({
  sameResult: threshold(
    3,
    [2, 20],
    "Same call with the same result: how many make a medium finding. 3 is below every loop breaker in use.",
  ),
  sameResultHigh: threshold(
    4,
    [2, 50],
    "Same call with the same result: how many make a high finding. 4 is where OpenHands' stuck detection stops an agent.",
  ),
  sameError: threshold(3, [2, 20], "Same call with the same lasting error: high. 3 as in OpenHands."),
  transientError: threshold(
    8,
    [3, 100],
    "Same call with an error that may pass (rate limit, timeout): medium. Client libraries retry up to 5 times.",
  ),
  waits: threshold(
    25,
    [5, 10_000],
    "Asking the same unfinished job again: a candidate only, since waiting is work.",
  ),
  handoffs: threshold(
    3,
    [2, 20],
    "Handing over to the same agent with nothing done in between: high. Two can be a misunderstanding.",
  ),
  similarity: z
    .number()
    .min(0.5)
    .max(1)
    .default(0.9)
    .describe(
      "Least similarity of two messages (Jaccard of 5-word shingles); 0.9 allows one changed word in 100.",
    ),
  minWords: threshold(
    12,
    [4, 200],
    "Least words of a message that counts: shorter ones ('Yes, go on') recur by nature.",
  ),
  minArtifactWords: threshold(
    40,
    [10, 1000],
    "Least words of code or another artifact that counts as handed in again.",
  ),
});
type Options = z.infer<typeof options>;

/** FM-1.3: finished work is done again although nothing new can come of it. */
export const stepRepetition = defineDetector<Options>({
  meta: {
    id: "step-repetition",
    mode: "FM-1.3",
    version: 1,
    needs: ["content"],
    decides: "present",
    options,
    summary:
      "Looks for the same call (or the same executed code) with the same result, the same message and the same " +
      "handover, made again by the same agent while nothing happened that would call for it: no change by a tool, no " +
      "new result, no word of a person. Waiting, paging, passing errors, retries by the framework, template replies, " +
      "doubled log lines and whatever a restart repeats do not count.",
    blindSpots: [
      "the same message in other words, and the same subtask done again by other calls",
      "repeats shorter than the limits, such as one file read twice",
      "work that another agent had already done",
    ],
  },
  detect(run, prepared, chosen) {
    const rated = repeatsOf(run, prepared, chosen).flatMap((repeat) => {
      const tier = tierOf(repeat, run, prepared, chosen);
      return tier === null ? [] : [{ repeat, tier }];
    });
    return { findings: mergeLoops(rated).map((loop) => findingOf(loop, run, prepared)) };
  },
});

function tierOf(repeat: Repeat, run: Run, prepared: PreparedRun, chosen: Options): Tier | null {
  if (repeat.kind === "handoff") return repeat.occurrences.length >= chosen.handoffs ? "high" : null;
  if (repeat.kind === "message") return tierOfMessage(repeat, run, prepared, chosen);
  return tierOfCall(repeat, chosen);
}

function tierOfCall(repeat: Repeat, chosen: Options): Tier | null {
  const count = repeat.occurrences.length;
  const result = repeat.occurrences[0]?.result ?? null;
  if (result === null) return count >= chosen.sameResultHigh ? "low" : null;
  const clear = repeat.gapsWithNews === 0;
  if (repeat.failed) {
    if (saysTransient(result.text)) return count >= chosen.transientError ? "medium" : null;
    if (count < chosen.sameError) return null;
    return clear ? "high" : "medium";
  }
  if (repeat.effect === "wait" || saysPending(result.text)) return count >= chosen.waits ? "low" : null;
  if (repeat.effect === "advance" && result.text.length < SHORT_RESULT) return null;
  if (count >= chosen.sameResultHigh) return clear ? "high" : "medium";
  if (count >= chosen.sameResult) return clear ? "medium" : "low";
  return clear && result.text.trim() !== "" ? "low" : null;
}

/** "ok" after the next of a row of steps does not say that nothing changed; a page of text that is the same does. */
const SHORT_RESULT = 80;

function tierOfMessage(repeat: Repeat, run: Run, prepared: PreparedRun, chosen: Options): Tier | null {
  const count = repeat.occurrences.length;
  if (repeat.gapsWithNews <= 1 && count >= 3) return "high";
  if (repeat.gapsWithNews === 0) return "medium";
  return isArtifactHandedInAgain(repeat, run, prepared, chosen) ? "medium" : "low";
}

const ASKS_FOR_IT_AGAIN =
  /\b(?:final|full|complete|entire|whole|again|repost|re-?send|repeat|consolidat\w*|summar\w+|approved?|lgtm|looks? good|well done|no (?:further )?changes)\b/i;

/**
 * Code handed in unchanged although the others had said something in between, and not as the handover that closes
 * approved work: nobody asked for it again, and somebody went on from there.
 */
function isArtifactHandedInAgain(repeat: Repeat, run: Run, prepared: PreparedRun, chosen: Options): boolean {
  const [first, second] = repeat.occurrences;
  if (first === undefined || second === undefined) return false;
  const { text } = second.step;
  if (!isCode(second.step)) return false;
  if (text.split(/\s+/, chosen.minArtifactWords).length < chosen.minArtifactWords) return false;
  const between = run.steps.slice(first.step.index + 1, second.step.index);
  if (between.some((step) => step.kind === "message" && ASKS_FOR_IT_AGAIN.test(step.text))) return false;
  return run.steps
    .slice(second.step.index + 1)
    .some((step) => step.agent !== repeat.agent && prepared.isOwnWords(step));
}

function isCode({ kind, text }: Step): boolean {
  return kind === "artifact" || text.includes("```");
}

/** Steps listed per finding: the earliest repeats, which are evidence enough, and the last one. */
const MOST_STEPS = 24;

function findingOf(loop: Loop, run: Run, prepared: PreparedRun): Finding {
  const lead = loop.repeats.reduce((a, b) => (b.occurrences.length > a.occurrences.length ? b : a));
  const all = new Set<number>();
  for (const { occurrences } of loop.repeats) {
    for (const { step, result } of occurrences) {
      all.add(step.index);
      if (result !== null) all.add(result.index);
    }
  }
  const steps = [...all].sort((a, b) => a - b);
  return {
    mode: "FM-1.3",
    tier: loop.tier,
    message: messageOf(loop, lead, prepared),
    agent: lead.agent,
    steps: steps.length <= MOST_STEPS ? steps : [...steps.slice(0, MOST_STEPS - 1), ...steps.slice(-1)],
    quotes: quotesOf(...quotedSteps(lead).map(quoteDecisive)),
    severity: severityOf(steps.length, run.steps.length),
  };
}

/** The first occurrence with its result and the last one with its result. */
function quotedSteps({ occurrences }: Repeat): Step[] {
  const ends = [occurrences[0], occurrences.at(-1)];
  return ends.flatMap((end) =>
    end === undefined ? [] : [end.step, ...(end.result === null ? [] : [end.result])],
  );
}

/** Of a message with code the code, for there the words around it vary. */
function quoteDecisive(step: Step): Quote | null {
  const [block] = step.kind === "message" ? codeBlocks(step.text) : [];
  return block === undefined ? quoteStart(step) : (quoteFrom(step, block.start) ?? quoteStart(step));
}

function severityOf(repeated: number, all: number): Severity {
  const share = repeated / all;
  return share >= 0.4 ? "high" : share >= 0.1 ? "medium" : "low";
}

function messageOf(loop: Loop, lead: Repeat, prepared: PreparedRun): string {
  const name = (id: string): string => prepared.agents.get(id)?.name ?? id;
  const count = lead.occurrences.length;
  const agents = [...new Set(loop.repeats.map((repeat) => name(repeat.agent)))];
  const since =
    lead.gapsWithNews === 0 ? "nothing changed in between" : "nothing that it depends on visibly changed";
  if (loop.repeats.length > 1) {
    const parts = [...new Set(loop.repeats.map(partName))];
    return `${agents.join(" and ")} went round in a loop ${count} times (${parts.join(", ")}) with the same outcome each time`;
  }
  if (lead.kind === "handoff") {
    const target = lead.occurrences[0]?.step.to.map(name).join(", ") || "the same agent";
    return `${name(lead.agent)} handed over to ${target} ${count} times with no work done in between`;
  }
  if (lead.kind === "message") {
    const [first] = lead.occurrences;
    const what =
      first !== undefined && isCode(first.step) ? "handed in the same code" : "sent the same message";
    return lead.gapsWithNews === 0
      ? `${name(lead.agent)} sent the same message ${count} times with nothing new in between`
      : `${name(lead.agent)} ${what} ${count} times, unchanged by what the others said in between`;
  }
  const what = lead.tool === "code" ? "ran the same code" : `called ${lead.tool} with the same arguments`;
  const outcome = lead.failed ? "error" : "result";
  return `${name(lead.agent)} ${what} ${count} times and got the same ${outcome} each time; ${since}`;
}

function partName(repeat: Repeat): string {
  if (repeat.kind === "handoff") return "the same handover";
  if (repeat.kind === "message") return "the same message";
  return repeat.tool === "code" ? "the same code" : `the same ${repeat.tool} call`;
}
