import { droppedHandoff } from "../../../src/detectors/information-withholding/dropped-handoff.ts";
import type { Act } from "../../helpers/run-of.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const task = "Plan the crossing with the ferry.";
const looksUp: Act = {
  "scout calls ferry_timetable": { from: "Arnis" },
  returns: "departures at 07:15 and 16:40",
};
const handsOver: Act = { "scout → pilot": "My part is done, please go on." };
const misses: Act = { "pilot → scout": "The ferry timetable was not handed over to me, so I take noon." };

testDetector(droppedHandoff, {
  finds: {
    "a handover without the value, and a guess": {
      task,
      steps: [looksUp, handsOver, misses],
      finding: {
        tier: "medium",
        agent: "scout",
        says: /scout has "07:15" from a tool and hands over without it/,
        quotes: ["07:15", "My part is done", "was not handed over"],
      },
    },
    "a handover without the value, and the same call again": {
      task,
      steps: [
        looksUp,
        { "scout hands to pilot": "Please go on." },
        { "pilot → user": "Without the timetable of the ferry I cannot plan." },
        { "pilot calls ferry_timetable": { from: "Arnis" }, returns: "departures at 07:15 and 16:40" },
      ],
      finding: { tier: "high", says: /looks it up again/ },
    },
  },
  ignores: {
    "a handover with the value": {
      task,
      steps: [looksUp, { "scout → pilot": "Departures: 07:15, 16:40." }, misses],
    },
    "a handover without a complaint": {
      task,
      steps: [looksUp, handsOver, { "pilot → user": "We cross at noon." }],
    },
    "a complaint before anything was handed over": { task, steps: [looksUp, misses, handsOver] },
    "a complaint about something else": {
      task,
      steps: [looksUp, handsOver, { "pilot → scout": "The price of the cabin was not handed over to me." }],
    },
    "a value that stands in the task": {
      task: `${task} (07:15 or 16:40)`,
      steps: [looksUp, handsOver, misses],
    },
    "somebody who found nothing": {
      task,
      steps: [
        { "scout calls ferry_timetable": { from: "Arnis" }, returns: "nothing found" },
        handsOver,
        misses,
      ],
    },
    "a complaint about what only the complainer has": {
      task,
      steps: [handsOver, { "pilot calls ferry_timetable": { from: "Arnis" }, returns: "07:15" }, misses],
    },
  },
});
