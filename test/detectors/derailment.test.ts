import { derailment } from "../../src/detectors/derailment.ts";
import type { Act } from "../helpers/run-of.ts";
import { testDetector } from "../helpers/test-detector.ts";

const task = "Explain why the electricity bill of the dairy for June is twice that of May.";
const plan: Act = {
  "analyst → keeper": "I compare the meters of both months and look for a leak of current.",
};
const astray: Act[] = Array.from({ length: 4 }, (_, at) => [
  {
    "keeper → analyst": `Chapter ${at} of our novel should open on a ship in heavy weather, with a captain who sings.`,
  },
  {
    "analyst → keeper": `Then let a parrot answer him in verse ${at}, and have everybody laugh until they fall asleep.`,
  },
]).flat();

testDetector(derailment, {
  finds: {},
  ignores: {
    "a long row of messages about something else is a candidate": {
      task,
      candidate: true,
      steps: [plan, ...astray, { "analyst → user": "The bill of June has a higher rate." }],
    },
    "an aim of its own is a candidate": {
      task,
      candidate: true,
      steps: [
        plan,
        { "keeper → analyst": "The June meter shows that the cooler ran day and night." },
        { "analyst → keeper": "Since there is no new task, I will plan a tariff for the whole valley." },
      ],
    },
    "messages that keep to the task": {
      task,
      steps: [
        plan,
        ...astray.map((_, at) => ({
          [at % 2 === 0 ? "keeper → analyst" : "analyst → keeper"]:
            `The meter of hall ${at} had ${at * 7 + 3} units more in June than in May.`,
        })),
      ],
    },
    "a short detour": {
      task,
      steps: [plan, ...astray.slice(0, 4), { "analyst → user": "The bill of June has a higher rate." }],
    },
    "a task of too few words": { task: "Go on.", steps: [{ "analyst → keeper": "Yes." }, ...astray] },
  },
});
