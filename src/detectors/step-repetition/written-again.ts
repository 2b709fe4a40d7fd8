import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import { defineDetector } from "../detector.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quotesOf } from "../quote.ts";
import { threshold } from "../threshold.ts";
import { type WrittenCall, writtenCallsOf } from "../written-calls.ts";

const options = z.strictObject({
  repeats: threshold(
    2,
    [1, 50],
    "Calls written once more with nothing done in between: how many make a medium finding. One can be a slip.",
  ),
});
type Options = z.infer<typeof options>;

/** FM-1.3 in logs without records of calls: an agent writes the same call again in the same breath. */
export const callWrittenAgain = defineDetector<Options>({
  meta: {
    id: "step-repetition/written-again",
    mode: "FM-1.3",
    version: 1,
    needs: ["content"],
    decides: "present",
    options,
    summary:
      "In logs that record no calls, looks at the code that agents write under 'Action:' for their harness: the same " +
      "code written again by the same agent before anybody else speaks and before anything but looking was done. " +
      "Edits, waiting and advancing calls do not count.",
    blindSpots: ["the same call after another agent spoke", "calls in other notations"],
  },
  detect(_run, prepared, chosen) {
    const again = writtenAgain(prepared);
    const [first] = again;
    return { findings: first === undefined ? [] : [finding(again, first, prepared, chosen)] };
  },
});

interface Again {
  readonly before: WrittenCall;
  readonly call: WrittenCall;
}

/** Calls that were written before in the same stretch of one agent's steps, with only looking in between. */
function writtenAgain(prepared: PreparedRun): Again[] {
  const found: Again[] = [];
  let stretch = new Map<string, WrittenCall>();
  let last: WrittenCall | null = null;
  for (const call of prepared.of(writtenCallsOf)) {
    if (last !== null && !isSameStretch(last, call, prepared)) stretch = new Map();
    last = call;
    const before = stretch.get(call.key);
    if (call.effect !== "read") {
      if (before !== undefined && call.effect === "run" && stretch.size === 1) found.push({ before, call });
      stretch = new Map();
    } else if (before !== undefined) found.push({ before, call });
    stretch.set(call.key, call);
  }
  return found;
}

/** Whether only this agent acts between the two calls. */
function isSameStretch(a: WrittenCall, b: WrittenCall, { run }: PreparedRun): boolean {
  return run.steps
    .slice(a.step.index, b.step.index)
    .every(({ agent, marker }) => agent === b.agent && marker === undefined);
}

const MOST_PAIRS = 12;
const PAIRS_QUOTED = 2;

function finding(again: readonly Again[], first: Again, prepared: PreparedRun, chosen: Options): Finding {
  const times = again.length === 1 ? "once" : `${again.length} times`;
  const pairs = again.slice(0, MOST_PAIRS);
  const names = [...new Set(again.map(({ call }) => prepared.nameOf(call.agent, "the run")))];
  const steps = new Set(pairs.flatMap(({ before, call }) => [before.step.index, call.step.index]));
  return {
    mode: "FM-1.3",
    tier: again.length >= chosen.repeats ? "medium" : "low",
    message: `${names.join(" and ")} wrote a call that had just been made once more, with nothing changed in between (${times} in the run)`,
    agent: first.call.agent,
    steps: [...steps].sort((a, b) => a - b),
    quotes: quotesOf(
      ...pairs
        .slice(0, PAIRS_QUOTED)
        .flatMap(({ before, call }) => [
          quoteFrom(before.step, before.start),
          quoteFrom(call.step, call.start),
        ]),
    ),
  };
}
