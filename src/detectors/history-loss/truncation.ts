import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import type { Run, Step } from "../../core/run.ts";
import type { Action } from "../actions.ts";
import { defineDetector } from "../detector.ts";
import { sameWords } from "../normalise-text.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteStart, quotesOf } from "../quote.ts";
import { threshold } from "../threshold.ts";

const options = z.strictObject({
  leastContext: threshold(
    2000,
    [100, 10_000_000],
    "Least input tokens of a call after which a shrunken context is worth a look: short contexts vary by nature.",
  ),
  keptShare: threshold(
    50,
    [5, 95],
    "Share of the input tokens, in per cent, below which the next call of the same agent has lost context.",
  ),
  redoneAfterDrop: threshold(
    2,
    [1, 20],
    "Least calls made again after a loss that only the token counts show; after an announced one a single call is enough.",
  ),
});
type Options = z.infer<typeof options>;

/** FM-1.4: an agent's context was cut, and it does again what it had done before. */
export const historyLossTruncation = defineDetector<Options>({
  meta: {
    id: "history-loss/truncation",
    mode: "FM-1.4",
    version: 1,
    needs: ["toolCalls", "toolResults", "content"],
    decides: "present",
    options,
    summary:
      "Looks for a cut of an agent's context (announced by the framework, or less than half of the input tokens from one " +
      "call of the agent to the next in the same phase without a handover), after which the agent makes calls again that " +
      "it had made before, once each, with the same result. A cut without such a consequence is none.",
    blindSpots: [
      "what is forgotten without being looked up again",
      "cuts that neither the framework nor the token counts show",
    ],
  },
  detect(run, prepared, chosen) {
    const cuts = cutsOf(run, chosen);
    const findings: Finding[] = [];
    for (const [at, cut] of cuts.entries()) {
      const end = cuts[at + 1]?.step.index ?? run.steps.length;
      findings.push(...redoneAfter(cut, end, prepared, chosen));
    }
    return { findings };
  },
});

interface Cut {
  readonly step: Step;
  /** null: it is not said whose context was cut. */
  readonly agent: string | null;
  readonly isAnnounced: boolean;
}

const MOST_CUTS = 32;

function cutsOf({ steps }: Run, { leastContext, keptShare }: Options): Cut[] {
  const cuts: Cut[] = [];
  const lastCalls = new Map<string, Step>();
  for (const step of steps) {
    if (cuts.length === MOST_CUTS) break;
    if (step.kind === "handoff") lastCalls.clear();
    if (step.marker === "truncation") cuts.push({ step, agent: step.agent, isAnnounced: true });
    if (step.agent === null || step.tokens === null) continue;
    const before = lastCalls.get(step.agent);
    lastCalls.set(step.agent, step);
    if (before?.tokens === undefined || before.tokens === null || before.phase !== step.phase) continue;
    if (before.tokens.input < leastContext) continue;
    if (step.tokens.input * 100 < before.tokens.input * keptShare)
      cuts.push({ step, agent: step.agent, isAnnounced: false });
  }
  return cuts;
}

/** Calls that an agent makes again between a cut and the next, by agent. */
function redoneAfter(cut: Cut, end: number, prepared: PreparedRun, chosen: Options): Finding[] {
  const before = new Map<string, Action[]>();
  const redone = new Map<string, { first: Action; again: Action }[]>();
  for (const action of prepared.actions) {
    const { agent, step, effect, failed, key } = action;
    if (agent === null || failed || step.index >= end || (cut.agent !== null && agent !== cut.agent))
      continue;
    if (effect !== "read" && effect !== "unknown") continue;
    const id = `${agent}\0${key}`;
    const earlier = before.get(id) ?? [];
    if (step.index < cut.step.index) {
      earlier.push(action);
      before.set(id, earlier);
      continue;
    }
    const [first] = earlier;
    if (first === undefined || earlier.length > 1 || !isSameResult(first, action)) continue;
    before.delete(id);
    redone.set(agent, [...(redone.get(agent) ?? []), { first, again: action }]);
  }
  const least = cut.isAnnounced ? 1 : chosen.redoneAfterDrop;
  return [...redone].flatMap(([agent, calls]) =>
    calls.length < least ? [] : [findingOf(cut, agent, calls, prepared)],
  );
}

function isSameResult(a: Action, b: Action): boolean {
  return (
    a.result !== null && b.result !== null && a.result.text !== "" && sameWords(a.result.text, b.result.text)
  );
}

const MOST_STEPS = 24;

function findingOf(
  { step, isAnnounced }: Cut,
  agent: string,
  calls: readonly { first: Action; again: Action }[],
  prepared: PreparedRun,
): Finding {
  const [one] = calls;
  const how = isAnnounced ? "its context was cut" : "more than half of its context was gone";
  const steps = [step.index, ...calls.flatMap(({ first, again }) => [first.step.index, again.step.index])];
  return {
    mode: "FM-1.4",
    tier: "medium",
    message: `after ${how} at step ${step.index}, ${prepared.nameOf(agent, "somebody")} makes ${calls.length === 1 ? "a call" : `${calls.length} calls`} again whose results it had received before`,
    agent,
    steps: [...new Set(steps)].sort((a, b) => a - b).slice(0, MOST_STEPS),
    quotes: quotesOf(
      one === undefined ? null : quoteStart(one.first.step),
      isAnnounced ? quoteStart(step) : null,
      one === undefined ? null : quoteStart(one.again.step),
    ),
  };
}
