import { z } from "zod";
import type { Finding, Tier } from "../../core/finding.ts";
import type { Step } from "../../core/run.ts";
import { coverage } from "../content-terms.ts";
import { defineDetector } from "../detector.ts";
import { type Request, requestsOf } from "../ledgers/requests.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quoteStart, quotesOf } from "../quote.ts";
import { threshold } from "../threshold.ts";

const options = z.strictObject({
  minTurns: threshold(
    2,
    [2, 4],
    "Least turns in which the one who was asked speaks to the asker without answering: one may be a misunderstanding.",
  ),
  sameRequest: threshold(
    50,
    [20, 100],
    "Least percentage of a request's content words that a later one repeats to count as asking again.",
  ),
});
type Options = z.infer<typeof options>;

/** FM-2.5: an agent is asked and speaks on without answering. */
export const unansweredRequest = defineDetector<Options>({
  meta: {
    id: "ignored-other-agents-input/unanswered-request",
    mode: "FM-2.5",
    version: 2,
    needs: ["content"],
    decides: "present",
    minAgents: 2,
    englishOnly: true,
    options,
    summary:
      "Looks for a question or a request for information that one agent puts to another, who then speaks to the asker at " +
      "least twice without taking it up: no word of its content, no value of the kind asked for, no refusal, no putting " +
      "off, and no answer by somebody else. Template replies of a proxy answer nothing.",
    blindSpots: [
      "questions to everybody, and questions whose addressee the trace does not tell",
      "replies that use the words of the question without answering it",
      "requests to do something rather than to tell something",
    ],
  },
  detect(run, prepared, chosen) {
    const requests = prepared.of(requestsOf);
    const findings: Finding[] = [];
    const reported = new Set<string>();
    for (const request of requests) {
      if (request.closed !== null || request.turns.length < chosen.minTurns) continue;
      const pair = `${request.asker}\0${request.addressee}`;
      if (reported.has(pair)) continue;
      const finding = findingOf(request, requests, prepared, chosen);
      if (finding === null) continue;
      reported.add(pair);
      findings.push(finding);
    }
    return run.steps.length === 0 ? { findings, unknown: "the run has no steps" } : { findings };
  },
});

function findingOf(
  request: Request,
  all: readonly Request[],
  prepared: PreparedRun,
  { sameRequest }: Options,
): Finding | null {
  const { asker, addressee, turns, step } = request;
  const again = all.find(
    (later) =>
      later.step.index > step.index &&
      later.asker === asker &&
      later.addressee === addressee &&
      coverage(request.terms, later.terms) * 100 >= sameRequest,
  );
  const templates = turns.every(({ canned }) => canned === true);
  const tier = tierOf(request, again !== undefined, templates);
  if (tier === null) return null;
  const who = prepared.nameOf(addressee, "the other");
  const how = templates ? "answers with a template" : "speaks without answering";
  const quotes = quotesOf(
    quoteFrom(step, request.start),
    again === undefined ? null : quoteFrom(again.step, again.start),
    ...turns.slice(0, 2).map((turn: Step) => quoteStart(turn)),
  );
  return {
    mode: "FM-2.5",
    tier,
    message:
      `${prepared.nameOf(asker, "an agent")} asks ${who} for something${again === undefined ? "" : " more than once"}, ` +
      `and ${who} ${how} ${turns.length} times`,
    agent: addressee,
    steps: quotes.map(({ step: at }) => at),
    quotes,
  };
}

/** null where too little speaks for it: the addressee is not named, or nobody insists on an open question. */
function tierOf({ turns, wanted, isNamed }: Request, again: boolean, templates: boolean): Tier | null {
  if (templates) return turns.length >= MANY_TEMPLATES || again ? "high" : "medium";
  if (!isNamed) return null;
  return again || wanted !== "anything" ? "medium" : null;
}

const MANY_TEMPLATES = 3;
