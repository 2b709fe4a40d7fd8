import { z } from "zod";
import type { Finding, Tier } from "../../core/finding.ts";
import type { Run, Step } from "../../core/run.ts";
import { audienceOf } from "../audience.ts";
import { coverage, termsOf } from "../content-terms.ts";
import { putsOff, refuses } from "../cues/asks.ts";
import { phrases } from "../cues/words.ts";
import { defineDetector } from "../detector.ts";
import { eachFactIn, states } from "../facts/facts-in.ts";
import { type Request, requestsOf } from "../ledgers/requests.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quoteStart, quotesOf, quoteWords } from "../quote.ts";
import { type Holding, holdingFor } from "./holdings.ts";
import { lacksOf } from "./lacks.ts";

const options = z.strictObject({});
type Options = z.infer<typeof options>;

/** FM-2.4: an agent is asked for what it has from a tool, and answers without it. */
export const requestedFact = defineDetector<Options>({
  meta: {
    id: "information-withholding/requested-fact",
    mode: "FM-2.4",
    version: 2,
    needs: ["content", "toolResults"],
    decides: "present",
    minAgents: 2,
    englishOnly: true,
    options,
    summary:
      "Looks for a question that one agent puts to another who has the answer in the result of a tool (a number, time, " +
      "reference, path or name that the asker was never told), where the reply holds neither that nor any other value, " +
      "nor a refusal, and the asker is seen to go on without it (a candidate where it is merely never told).",
    blindSpots: [
      "facts that are no literal values, and facts from an agent's own reasoning",
      "replies that hold one of several facts",
      "replies with a wrong value (a reasoning–action mismatch)",
    ],
  },
  detect(run, prepared) {
    const findings: Finding[] = [];
    const holders = new Set(prepared.actions.map(({ agent, result }) => (result === null ? null : agent)));
    for (const request of prepared.of(requestsOf)) {
      if (!holders.has(request.addressee)) continue;
      const finding = withheld(request, run, prepared);
      if (finding === null) continue;
      holders.delete(request.addressee);
      findings.push(finding);
    }
    return { findings };
  },
});

function withheld(request: Request, run: Run, prepared: PreparedRun): Finding | null {
  const { asker, addressee, terms, closed } = request;
  const reply = replyTo(request, run, prepared);
  if (reply === null || bringsValue(reply, request)) return null;
  if (closed !== null && closed.how !== "answered" && closed.step.index <= reply.index) return null;
  const said = reply.text.slice(0, MOST_READ);
  if (putsOff(said) || refuses(said)) return null;
  const need = { terms, needer: asker, until: reply.index };
  const holding = holdingFor(need, (agent) => agent === addressee, run, prepared);
  if (holding === null || holding.facts.some((fact) => states(reply.text, fact))) return null;
  const sign = signOfLack(request, reply, run, prepared);
  if (sign === null && isToldLater(holding, request, reply, run, prepared)) return null;
  return findingOf(request, reply, holding, sign, prepared);
}

const MOST_READ = 600;

/** The last words of the addressee's first turn after the request; null where it goes on to work, or says nothing. */
function replyTo({ step, addressee }: Request, run: Run, prepared: PreparedRun): Step | null {
  let reply: Step | null = null;
  for (let at = step.index + 1; at < run.steps.length; at++) {
    const later = run.steps[at];
    if (later === undefined) break;
    if (later.agent !== addressee) {
      if (reply !== null || later.kind === "message") break;
    } else if (later.kind === "tool-call") reply = null;
    else if (prepared.isOwnWords(later) && /\w/.test(later.text)) reply = later;
  }
  return reply === null || reply.text.includes("```") ? null : reply;
}

/** Whether the reply states any value, right or wrong: then it is an answer. */
function bringsValue({ text }: Step, { words }: Request): boolean {
  for (const fact of eachFactIn(text)) {
    if (fact.kind !== "name" && fact.kind !== "quoted" && !states(words, fact)) return true;
  }
  return false;
}

const GOES_ON_WITHOUT = phrases(
  "i",
  /(?:go|going|carry|carrying|do|doing|manage|work|working|proceed|continue|continuing|write) (?:\w+ )?without|without (?:an answer|it|that)|lacking|for lack of|in the absence of/,
  /leav(?:e|es|ing)|left (?:open|out|blank|empty)|assum\w+|guess\w*|estimat\w+|suppos\w+|presum\w+|put down|placeholder/,
  /I(?:'ll| will| have to| must) (?:just |simply |then )?(?:take|use|say|put|pick|choose|settle|go with|work with)/,
  /(?:does|did)(?: not|n't) (?:tell|answer|say)|asked (?:for|you)|still (?:do not|don't|need|missing)/,
);
const NEXT_STEPS = 8;

/** The asker's next words, where they show that it still does not know: it asks again, complains, or goes on with a guess. */
function signOfLack(
  { asker, terms, step }: Request,
  reply: Step,
  run: Run,
  prepared: PreparedRun,
): Step | null {
  const next = run.steps
    .slice(reply.index + 1, reply.index + 1 + NEXT_STEPS)
    .find((later) => later.agent === asker && prepared.isOwnWords(later));
  if (next === undefined) return null;
  const again = prepared
    .of(requestsOf)
    .some((later) => later.step === next && later.step !== step && coverage(terms, later.terms) >= 0.5);
  if (again || GOES_ON_WITHOUT.test(next.text.slice(0, 300))) return next;
  return prepared.of(lacksOf).some((lack) => lack.step === next) ? next : null;
}

function isToldLater(
  holding: Holding,
  { asker }: Request,
  reply: Step,
  run: Run,
  prepared: PreparedRun,
): boolean {
  const audience = prepared.of(audienceOf);
  return run.steps
    .slice(reply.index + 1)
    .some(
      (step) =>
        step.agent !== asker &&
        step.kind !== "tool-call" &&
        step.kind !== "thought" &&
        audience.mayHaveRead(asker, step) &&
        holding.facts.some((fact) => states(step.text.slice(0, 20_000), fact)),
    );
}

function findingOf(
  request: Request,
  reply: Step,
  { holder, result, facts }: Holding,
  sign: Step | null,
  prepared: PreparedRun,
): Finding {
  const [fact] = facts;
  const who = prepared.nameOf(holder, "the other");
  const asker = prepared.nameOf(request.asker, "an agent");
  const tier = tierOf(request, sharesWords(reply, result, request), sign !== null);
  const quotes = quotesOf(
    quoteFrom(request.step, request.start),
    fact === undefined ? quoteStart(result) : quoteWords(result, fact.value),
    quoteStart(reply),
    sign === null ? null : quoteStart(sign),
  );
  return {
    mode: "FM-2.4",
    tier,
    message:
      `${asker} asks ${who} for something that ${who} has from a tool ("${fact?.value ?? ""}"), and the reply does not hold it` +
      (sign === null ? "" : `; ${asker} goes on without it`),
    agent: holder,
    steps: quotes.map(({ step }) => step),
    quotes,
  };
}

/** A reply that shares words with the result may say enough, and so may any reply with which the asker is content. */
function tierOf({ isNamed }: Request, mayBeEnough: boolean, isSeenToLack: boolean): Tier {
  if (mayBeEnough || !isSeenToLack) return "low";
  return isNamed ? "high" : "medium";
}

function sharesWords(reply: Step, result: Step, { terms }: Request): boolean {
  const told = termsOf(result.text.slice(0, MOST_RESULT));
  return [...termsOf(reply.text.slice(0, MOST_RESULT))].some((term) => told.has(term) && !terms.has(term));
}

const MOST_RESULT = 4000;
