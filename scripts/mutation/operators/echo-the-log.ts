import type { Step } from "../../../src/core/run.ts";
import { withSteps } from "../edit.ts";
import type { Operator } from "../operator.ts";
import { groundOf } from "../places.ts";

/** Silence: a logger that writes each record several times. */
export const echoTheLog: Operator = {
  id: "echo-the-log",
  what:
    "Every record stands in the log two to four times in a row, calls and results under their id. Nothing may be found. " +
    "Calls without ids are left alone: twice in the log, they cannot be told from calls made twice.",
  mutate(run, draw) {
    if (groundOf(run) === null) return [];
    const times = draw.between(2, 4);
    const isEchoed = ({ kind, callId }: Step) =>
      kind === "message" || kind === "thought" || kind === "artifact" || callId !== undefined;
    const all = run.steps.flatMap((step) => (isEchoed(step) ? Array(times).fill(step) : [step]));
    const some = run.steps.flatMap((step) =>
      isEchoed(step) && step.agent === run.steps.at(-1)?.agent ? [step, step] : [step],
    );
    return [
      { variant: "every record", base: run, mutant: withSteps(run, all) },
      ...(some.length > run.steps.length
        ? [{ variant: "one agent's records", base: run, mutant: withSteps(run, some) }]
        : []),
    ];
  },
};
