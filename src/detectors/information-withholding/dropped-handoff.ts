import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import type { Run, Step } from "../../core/run.ts";
import { audienceOf } from "../audience.ts";
import { defineDetector } from "../detector.ts";
import { provenanceOf } from "../facts/provenance.ts";
import { sameWords } from "../normalise-text.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quoteStart, quotesOf, quoteWords } from "../quote.ts";
import { type Holding, holdingFor } from "./holdings.ts";
import { type Lack, lacksOf } from "./lacks.ts";

const options = z.strictObject({});
type Options = z.infer<typeof options>;

/** FM-2.4: an agent hands over without what it has found, and the next one says that it lacks it. */
export const droppedHandoff = defineDetector<Options>({
  meta: {
    id: "information-withholding/dropped-handoff",
    mode: "FM-2.4",
    version: 2,
    needs: ["content", "toolResults"],
    decides: "present",
    minAgents: 2,
    englishOnly: true,
    options,
    summary:
      "Looks for an agent that says what it was not given, where another had it from a tool (a number, time, reference, " +
      "path or name), had spoken or handed over to it since, and had not told it.",
    blindSpots: [
      "receivers that do not say what they lack: a fact left out is not seen by its absence alone",
      "facts that are no literal values, and facts from an agent's own reasoning",
    ],
  },
  detect(run, prepared) {
    const findings: Finding[] = [];
    const reported = new Set<string>();
    for (const lack of prepared.of(lacksOf)) {
      const finding = dropped(lack, run, prepared, reported);
      if (finding !== null) findings.push(finding);
    }
    return { findings };
  },
});

function dropped(lack: Lack, run: Run, prepared: PreparedRun, reported: Set<string>): Finding | null {
  const { agent: needer, step, terms } = lack;
  const handovers = handoversTo(needer, step, run, prepared);
  const need = { terms, needer, until: step.index };
  const holding = holdingFor(need, (agent) => handovers.has(agent) && !reported.has(agent), run, prepared);
  if (holding === null) return null;
  const handover = handovers.get(holding.holder);
  if (handover === undefined || handover.index < holding.result.index) return null;
  reported.add(holding.holder);
  return findingOf(lack, holding, handover, run, prepared);
}

const MOST_STEPS_BACK = 60;

/** The last message or handover to the one in need before it complains, by its author. */
function handoversTo(needer: string, { index }: Step, run: Run, prepared: PreparedRun): Map<string, Step> {
  const audience = prepared.of(audienceOf);
  const last = new Map<string, Step>();
  for (const step of run.steps.slice(Math.max(0, index - MOST_STEPS_BACK), index)) {
    if (step.agent === null || step.agent === needer) continue;
    if (step.kind !== "handoff" && !prepared.isOwnWords(step)) continue;
    if (audience.mayHaveRead(needer, step)) last.set(step.agent, step);
  }
  return last;
}

function findingOf(
  lack: Lack,
  { holder, result, facts }: Holding,
  handover: Step,
  run: Run,
  prepared: PreparedRun,
): Finding {
  const call = prepared.actions.find((action) => action.result === result);
  const again = prepared.actions.find(
    (action) =>
      action.agent === lack.agent &&
      action.step.index > lack.step.index &&
      action.key === call?.key &&
      action.result !== null &&
      sameWords(action.result.text, result.text),
  );
  const [fact] = facts;
  const carriers =
    fact === undefined ? 0 : (provenanceOf(fact, run, prepared, lack.step.index)?.carriers.length ?? 0);
  const quotes = quotesOf(
    fact === undefined ? quoteStart(result) : quoteWords(result, fact.value),
    quoteStart(handover),
    quoteFrom(lack.step, lack.start),
    again === undefined ? null : quoteStart(again.step),
  );
  const who = prepared.nameOf(holder, "an agent");
  const needer = prepared.nameOf(lack.agent, "the next");
  return {
    mode: "FM-2.4",
    tier: again !== undefined && carriers === 0 ? "high" : "medium",
    message:
      `${who} has "${fact?.value ?? ""}" from a tool and hands over without it; ${needer} says that it is missing` +
      (again === undefined ? "" : " and looks it up again"),
    agent: holder,
    steps: quotes.map(({ step }) => step),
    quotes,
  };
}
