import type { Finding, Quote, Severity } from "../../core/finding.ts";
import type { Run, Step } from "../../core/run.ts";
import { codeBlocks } from "../actions.ts";
import type { Loop } from "../loops.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quoteStart, quotesOf } from "../quote.ts";
import type { Repeat } from "../repeats.ts";
import { commonWordsOf } from "./common-words.ts";
import { messageOf } from "./loop-message.ts";

/** Steps listed per finding: the earliest repeats, which are evidence enough, and the last one. */
const MOST_STEPS = 24;

/** FM-1.3, seen in the repeats of a loop. */
export function findingOf(loop: Loop, run: Run, prepared: PreparedRun): Finding {
  const lead = loop.repeats.reduce((a, b) => (b.occurrences.length > a.occurrences.length ? b : a));
  const all = new Set<number>();
  for (const { occurrences } of loop.repeats) {
    for (const { step, result } of occurrences) {
      all.add(step.index);
      if (result !== null) all.add(result.index);
    }
  }
  for (const step of firstHandovers(loop, run)) all.add(step.index);
  const steps = [...all].sort((a, b) => a - b);
  return {
    mode: "FM-1.3",
    tier: loop.tier,
    message: messageOf(loop, lead, prepared),
    agent: lead.agent,
    steps: steps.length <= MOST_STEPS ? steps : [...steps.slice(0, MOST_STEPS - 1), ...steps.slice(-1)],
    quotes: quotesOf(...quotesOfRepeat(lead)),
    severity: severityOf(steps.length, run.steps.length),
  };
}

/**
 * In a loop of delegating and reporting back, the first report is news, so that the streak of handovers begins in the
 * second round only: the handovers of the first round, which opened the loop.
 */
function firstHandovers({ repeats, first }: Loop, run: Run): Step[] {
  return repeats.flatMap(({ kind, occurrences }) => {
    const [known] = occurrences;
    if (kind !== "handoff" || known === undefined) return [];
    return run.steps.slice(first, known.step.index).filter((step) => isSameHandover(step, known.step));
  });
}

function isSameHandover(a: Step, b: Step): boolean {
  return (
    a.kind === "handoff" && a.agent === b.agent && a.text === b.text && a.to.join("\0") === b.to.join("\0")
  );
}

/** Of messages that begin differently the words that they have in common; of anything else how it begins. */
function quotesOfRepeat(repeat: Repeat): (Quote | null)[] {
  const [first, last] = [repeat.occurrences[0]?.step, repeat.occurrences.at(-1)?.step];
  if (repeat.kind === "message" && first !== undefined && last !== undefined && !beginAlike(first, last)) {
    const common = commonWordsOf(first.text, last.text);
    if (common !== null) return [quoteFrom(first, common.first), quoteFrom(last, common.second)];
  }
  return quotedSteps(repeat).map(quoteDecisive);
}

function beginAlike(a: Step, b: Step): boolean {
  return a.text.slice(0, ALIKE) === b.text.slice(0, ALIKE);
}

const ALIKE = 60;

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
