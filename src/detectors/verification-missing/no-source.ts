import { z } from "zod";
import type { Finding, Quote, Tier } from "../../core/finding.ts";
import type { Run, Step } from "../../core/run.ts";
import { saysImpossible } from "../cues/finished.ts";
import { lookUpAsked, planAround } from "../cues/look-ups.ts";
import { givesUp } from "../cues/outcomes.ts";
import { defineDetector } from "../detector.ts";
import { lookUpsOf, meansOf } from "../look-ups.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quoteStart, quotesOf } from "../quote.ts";
import { whyNotShipped } from "./rule.ts";

/** FM-3.2 for answers that must come from somewhere: nothing was looked up, although that was the plan. */
export const noSourceOpened = defineDetector({
  meta: {
    id: "verification-missing/no-source",
    mode: "FM-3.2",
    version: 1,
    needs: ["content", "toolCalls", "declaredTools"],
    decides: "present",
    englishOnly: true,
    options: z.strictObject({}),
    summary:
      "Looks at runs whose agents have tools or colleagues to look things up, say that they will use them or are asked " +
      "to, and answer although not one look-up was even tried in the whole run. Code counts as a look-up where it calls " +
      "a declared tool or a colleague, or reads files or the net.",
    blindSpots: [
      "look-ups that were made and do not bear on the answer",
      "search results that were never opened",
      "numbers never recomputed",
    ],
  },
  detect(run, prepared) {
    const outside = whyNotShipped(run, prepared);
    if (outside !== null) return { findings: [], unknown: outside };
    const means = meansOf(run);
    if (means.size === 0) return { findings: [], unknown: "nobody in this run has a tool to look things up" };
    if (prepared.of(lookUpsOf).length > 0) return { findings: [] };
    const answer = run.steps.findLast((step) => prepared.isOwnWords(step) && step.text.trim() !== "");
    if (answer === undefined || saysImpossible(answer.text) || givesUp(answer.text) !== null) {
      return { findings: [] };
    }
    const intent = announced(run, prepared, means, answer) ?? asked(run, prepared, means, answer);
    return { findings: intent === null ? [] : [finding(intent, answer, prepared)] };
  },
});

interface Intent {
  /** Who was to look something up. */
  readonly agent: string | null;
  readonly how: string;
  readonly tier: Tier;
  readonly quote: Quote;
}

/** The first words in which an agent says that it will use one of the means. */
function announced(
  run: Run,
  prepared: PreparedRun,
  means: ReadonlyMap<string, string>,
  answer: Step,
): Intent | null {
  for (const step of run.steps.slice(0, answer.index)) {
    if (!prepared.isOwnWords(step)) continue;
    for (const [name, kind] of means) {
      const at = name === step.agent ? -1 : planAround(step.text, name);
      const quote = at < 0 ? null : quoteFrom(step, at);
      if (quote !== null)
        return { agent: step.agent, how: `said that it would use ${kind} ${name}`, tier: "high", quote };
    }
  }
  return null;
}

/** Words that ask an agent with look-up tools to look something up, which it then answers. */
function asked(
  run: Run,
  prepared: PreparedRun,
  means: ReadonlyMap<string, string>,
  answer: Step,
): Intent | null {
  for (const step of run.steps.slice(1, answer.index)) {
    const [receiver] = step.to;
    if (step.to.length !== 1 || receiver === undefined || means.get(receiver) !== COLLEAGUE) continue;
    const at = lookUpAsked(step.text);
    const quote = at < 0 ? null : quoteFrom(step, at);
    const replies = run.steps
      .slice(step.index + 1)
      .some((later) => later.agent === receiver && prepared.isOwnWords(later));
    if (quote !== null && replies) {
      return {
        agent: receiver,
        how: `was asked by ${prepared.nameOf(step.agent, "the user")} to look it up`,
        tier: "medium",
        quote,
      };
    }
  }
  return null;
}

const COLLEAGUE = "the colleague";

function finding({ agent, how, tier, quote }: Intent, answer: Step, prepared: PreparedRun): Finding {
  const quotes = quotesOf(quote, quoteStart(answer));
  return {
    mode: "FM-3.2",
    tier,
    message: `${prepared.nameOf(agent, "the run")} ${how}, but nothing was looked up in the whole run, and the answer was given all the same`,
    agent,
    steps: quotes.map(({ step }) => step),
    quotes,
  };
}
