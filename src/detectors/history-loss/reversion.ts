import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import type { Step } from "../../core/run.ts";
import { defineDetector } from "../detector.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quotesOf, quoteWords } from "../quote.ts";
import { type Statement, statementsOf } from "./statements.ts";

const options = z.strictObject({});

/** FM-1.4: a value or decision that had been changed and acknowledged is stated again in its old form. */
export const historyLossReversion = defineDetector({
  meta: {
    id: "history-loss/reversion",
    mode: "FM-1.4",
    version: 1,
    needs: ["content"],
    decides: "present",
    englishOnly: true,
    options,
    summary:
      'Looks for words that put one value or decision in the place of another ("the 11th instead of the 4th", "we ' +
      'switch to the second route"), and after which an agent that made the change or took it up states or uses the ' +
      "old one as if it still held: without the new one, and without a word about going back.",
    blindSpots: [
      "changes put in words without any of the usual turns of phrase",
      "an old value in other words than before",
      "plans and intentions that are forgotten without a value being named",
    ],
  },
  detect(run, prepared) {
    return { findings: statementsOf(run, prepared).map((statement) => findingOf(statement, prepared)) };
  },
});

function findingOf({ change, step, at, acknowledged }: Statement, prepared: PreparedRun): Finding {
  const { before, after, origin } = change;
  const name = prepared.nameOf(step.agent, "somebody");
  const changer =
    change.step.agent === step.agent ? "itself" : prepared.nameOf(change.step.agent, "the user");
  const taken = acknowledged === null ? "" : `, taken up at step ${acknowledged.index}`;
  const steps: Step[] = [origin?.step, change.step, acknowledged, step].filter(
    (one) => one !== undefined && one !== null,
  );
  return {
    mode: "FM-1.4",
    tier: "medium",
    message: `${name} goes by "${before}" again at step ${step.index}, although ${changer} had changed it to "${after}" at step ${change.step.index}${taken}; no word says why`,
    agent: step.agent,
    steps: [...new Set(steps.map(({ index }) => index))].sort((a, b) => a - b),
    quotes: quotesOf(
      quoteFrom(change.step, change.sentence.start),
      at === null ? quoteWords(step, before) : quoteFrom(step, at),
    ),
  };
}
