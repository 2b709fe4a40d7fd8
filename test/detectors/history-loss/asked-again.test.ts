import { historyLossAskedAgain } from "../../../src/detectors/history-loss/asked-again.ts";
import type { Act } from "../../helpers/run-of.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const task = "Write the invitation to the harvest fair.";
const opens: Act = { "mayor → writer": "The invitation goes out on Friday." };
const ask: Act = { "writer → clerk": "How many stalls does the market square hold?" };
const told: Act = { "clerk → writer": "The market square holds 34 stalls." };
const goesOn: Act = { "writer → painter": "Please paint a banner for the stalls on the square." };
const painted: Act = { "painter → writer": "The banner is hanging." };

testDetector(historyLossAskedAgain, {
  finds: {
    "a figure that was given": {
      task,
      steps: [opens, ask, told, goesOn, painted, ask, told],
      finding: {
        tier: "medium",
        agent: "writer",
        steps: [2, 3, 6, 7],
        says: /writer asks at step 6 what clerk had told it at step 3 \(34\)/,
        quotes: ["How many stalls", "34 stalls", "How many stalls", "34 stalls"],
      },
    },
    "a figure asked for in a slightly different order": {
      task,
      steps: [
        ask,
        told,
        goesOn,
        painted,
        { "writer → clerk": "The market square: how many stalls does it hold?" },
        { "clerk → writer": "As I wrote: 34." },
      ],
      finding: { steps: [1, 2, 5, 6] },
    },
    "one finding for an agent that asks a third time": {
      task,
      steps: [ask, told, goesOn, painted, ask, told, goesOn, painted, ask, told],
      finding: { steps: [1, 2, 5, 6] },
    },
  },
  ignores: {
    "another answer: the fact has changed": {
      task,
      steps: [
        ask,
        told,
        goesOn,
        painted,
        ask,
        { "clerk → writer": "It holds 28 stalls since the works began." },
      ],
    },
    "asking to be sure": {
      task,
      steps: [
        ask,
        told,
        goesOn,
        painted,
        { "writer → clerk": "Can you confirm how many stalls the market square holds?" },
        told,
      ],
    },
    "asking how many are left": {
      task,
      steps: [
        { "writer → clerk": "How many stalls are left on the market square?" },
        { "clerk → writer": "12 stalls are left." },
        goesOn,
        painted,
        { "writer → clerk": "How many stalls are left on the market square?" },
        { "clerk → writer": "12 stalls are left." },
      ],
    },
    "asking somebody else, as a check": {
      task,
      steps: [
        ask,
        told,
        goesOn,
        painted,
        { "writer → mason": "How many stalls does the market square hold?" },
        { "mason → writer": "The market square holds 34 stalls." },
      ],
    },
    "asking again at once, since the answer did not arrive": { task, steps: [ask, told, ask, told] },
    "a question about something else": {
      task,
      steps: [
        ask,
        told,
        goesOn,
        painted,
        { "writer → clerk": "How many stalls does the church yard hold?" },
        { "clerk → writer": "The church yard holds 34 stalls." },
      ],
    },
    "a dialogue that begins again": {
      task,
      steps: [ask, told, goesOn, painted, { writer: "Starting over.", marker: "restart" }, ask, told],
    },
  },
});
