// @ts-check
import { defineDetector } from "mast-analyzer";
import { z } from "zod";

const options = z.strictObject({
  /** Tools that say when something can be delivered; whoever called one of them may name a day. */
  planners: z.array(z.string()).default(["plan_delivery"]),
});

const PROMISE =
  /\b(?:will|we)(?: \w+){0,6} (?:deliver|arrive|ship)\w*(?: \w+){0,4} on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b/i;

/** A rule of this house: no day of delivery is promised before the planner was asked. */
export const promisedDay = defineDetector({
  meta: {
    id: "promised-day",
    mode: "FM-1.1",
    version: 1,
    needs: ["content", "toolCalls"],
    decides: "present",
    options,
    summary: "Looks for days of delivery that are promised although no planner was called before.",
    blindSpots: ["dates in figures", "promises that another agent repeats"],
  },
  detect(run, prepared, { planners }) {
    const planned = run.steps.findIndex((step) => planners.includes(step.tool ?? ""));
    const promise = run.steps.find(
      (step) => step.agent !== null && prepared.isOwnWords(step) && PROMISE.test(step.text),
    );
    if (promise === undefined || (planned !== -1 && planned < promise.index)) return { findings: [] };
    const [quote = ""] = PROMISE.exec(promise.text) ?? [];
    return {
      findings: [
        {
          mode: "FM-1.1",
          tier: "high",
          message: "a day of delivery was promised, and no planner had been asked",
          agent: promise.agent,
          steps: [promise.index],
          quotes: [{ step: promise.index, text: quote }],
        },
      ],
    };
  },
});
