import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import type { Step } from "../../core/run.ts";
import { coverage } from "../content-terms.ts";
import { phrases } from "../cues/words.ts";
import { defineDetector } from "../detector.ts";
import { type Request, requestsOf } from "../ledgers/requests.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quotesOf, quoteWords } from "../quote.ts";

const options = z.strictObject({});

/** FM-1.4: an agent asks for a fact that it was given before, and gets the same answer. */
export const historyLossAskedAgain = defineDetector({
  meta: {
    id: "history-loss/asked-again",
    mode: "FM-1.4",
    version: 1,
    needs: ["content"],
    decides: "present",
    englishOnly: true,
    options,
    summary:
      "Looks for an agent that asks for a number, date, path or reference, gets it, goes on, and later asks for the same " +
      "again as if it had never been told; the second answer brings the same value.",
    blindSpots: [
      "questions that were put in other words",
      "questions that ask for something else than a value",
      "questions whose second answer is missing or says “as I said”",
    ],
  },
  detect(run, prepared) {
    if (run.agents.length < 2) return { findings: [] };
    const requests = prepared.of(requestsOf).filter(isAnswered);
    const findings: Finding[] = [];
    const reported = new Set<string>();
    for (const [at, again] of requests.entries()) {
      if (reported.has(again.asker) || ON_PURPOSE.test(again.words)) continue;
      for (const first of requests.slice(Math.max(0, at - LOOK_BACK), at)) {
        if (!isSame(first, again) || !wentOn(first, again, prepared)) continue;
        const value = sharedValue(first, again);
        if (value === null) continue;
        reported.add(again.asker);
        findings.push(findingOf(first, again, value, prepared));
        break;
      }
    }
    return { findings };
  },
});

/** Answered requests before a request in which the same one is looked for: keeps the search linear in the run. */
const LOOK_BACK = 40;
/** Share of the terms of either question that the other must have. */
const SAME_QUESTION = 0.8;
/** Questions of a single term ("the total?") are about too many things to be known for the same. */
const LEAST_TERMS = 2;
/** Makes sure, asks how far something is by now, or asks for an opinion: meant to be asked more than once. */
const ON_PURPOSE = phrases(
  "i",
  /again|still|confirm|repeat|remind|sure|verify|(?:double|cross)-?check|once more|one more|as (?:before|you said)/,
  /now|yet|so far|by now|today|current(?:ly)?|latest|left|remain\w*|progress|status|updated?|new|next|round|turn/,
  /your (?:\w+ )?(?:answer|guess|bid|estimate|vote|opinion|view|score|rating|choice|final \w+)|you (?:think|believe|estimate|say)/,
);

type Answered = Request & { readonly closed: { readonly step: Step } };

function isAnswered(request: Request): request is Answered {
  const { closed, wanted, addressee, terms } = request;
  if (wanted === "anything" || wanted === "choice" || terms.size < LEAST_TERMS) return false;
  return closed?.how === "answered" && closed.step.agent === addressee;
}

/** Whether the same agent asks the same one the same thing; asking somebody else would be a check of the answer. */
function isSame(first: Answered, again: Answered): boolean {
  if (first.asker !== again.asker || first.addressee !== again.addressee || first.wanted !== again.wanted)
    return false;
  return (
    coverage(first.terms, again.terms) >= SAME_QUESTION && coverage(again.terms, first.terms) >= SAME_QUESTION
  );
}

/** Whether the asker worked on after the answer, and the dialogue did not begin again (FM-2.1). */
function wentOn({ asker, closed }: Answered, again: Answered, prepared: PreparedRun): boolean {
  const between = prepared.run.steps.slice(closed.step.index + 1, again.step.index);
  if (!between.some((step) => step.agent === asker && step.text.trim() !== "")) return false;
  return !prepared.restarts.some(({ at }) => at.index > closed.step.index && at.index <= again.step.index);
}

/** A figure, date, reference or file name: what has a digit, or a dot between letters. */
const VALUE = /[A-Za-z_/-]{0,40}\d[\w:./-]{0,60}|\w{2,60}\.[a-z]{1,5}\b/g;
/** UTF-16 units of an answer that are searched. */
const READ = 1000;

/** What both answers say and no question does; null without such a value. */
function sharedValue(first: Answered, again: Answered): string | null {
  const asked = first.words + again.words;
  const later = new Set(valuesIn(again.closed.step.text));
  return valuesIn(first.closed.step.text).find((value) => later.has(value) && !asked.includes(value)) ?? null;
}

function valuesIn(text: string): string[] {
  return (text.slice(0, READ).match(VALUE) ?? []).map((value) => value.replace(/[.:/-]+$/, ""));
}

function findingOf(first: Answered, again: Answered, value: string, prepared: PreparedRun): Finding {
  const asker = prepared.nameOf(again.asker, "somebody");
  const told = first.closed.step;
  return {
    mode: "FM-1.4",
    tier: "medium",
    message: `${asker} asks at step ${again.step.index} what ${prepared.nameOf(told.agent, "somebody")} had told it at step ${told.index} (${value}), and is told the same once more`,
    agent: again.asker,
    steps: [first.step.index, told.index, again.step.index, again.closed.step.index],
    quotes: quotesOf(
      quoteFrom(first.step, first.start),
      quoteWords(told, value),
      quoteFrom(again.step, again.start),
      quoteWords(again.closed.step, value),
    ),
  };
}
