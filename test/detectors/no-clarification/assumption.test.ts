import { noClarificationAssumption } from "../../../src/detectors/no-clarification/assumption.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const task = "Work out how much slate the roof of the barn takes.";
const brief = { "builder → clerk": "The roof is twelve metres long, please work out the slate." };
const thanks = { "builder → user": "The barn takes the slate that the clerk worked out." };

testDetector(noClarificationAssumption, {
  finds: {
    "a figure for what is not given": {
      task,
      steps: [
        brief,
        {
          "clerk → builder":
            "The width is not given, so I will assume 7 metres. That makes 84 square metres.",
        },
        thanks,
      ],
      finding: { tier: "medium", agent: "clerk", says: /goes on with a guess/, quotes: ["assume 7 metres"] },
    },
    "the lack in the sentence before": {
      task,
      steps: [
        brief,
        { "clerk → builder": "Nobody told me the pitch of the roof. Let's assume 45 degrees and go on." },
        thanks,
      ],
      finding: { agent: "clerk", quotes: ["assume 45 degrees"] },
    },
    "an offer to put the real value in later": {
      task,
      steps: [
        brief,
        {
          "clerk → builder":
            "We'll assume that a slate weighs 2 kilos. If you give me the actual weight, I can change the sum.",
        },
        thanks,
      ],
      finding: { agent: "clerk" },
    },
    "one finding for an agent that guesses on": {
      task,
      steps: [
        brief,
        { "clerk → builder": "The width is not given, so I will assume 7 metres." },
        { "clerk → builder": "The price is not given either, so I will assume 3 euros." },
        thanks,
      ],
      finding: { agent: "clerk", steps: [2] },
    },
  },
  ignores: {
    "a guess that names nothing": {
      task,
      candidate: true,
      steps: [
        brief,
        { "clerk → builder": "The slope is not specified, so I will assume that it is steep." },
        thanks,
      ],
    },
    "a default that is called so": {
      task,
      steps: [
        brief,
        { "clerk → builder": "The overlap is not specified, so I will assume the usual 9 centimetres." },
        thanks,
      ],
    },
    "a question first": {
      task,
      steps: [
        brief,
        { "clerk → builder": "How wide is the roof?" },
        { "builder → clerk": "I do not know." },
        { "clerk → builder": "As the width is not known, I will assume 7 metres." },
        thanks,
      ],
    },
    "an unknown that gets a letter": {
      task,
      steps: [brief, { "clerk → builder": "The number of slates is unknown. Let's assume it is n." }, thanks],
    },
    "a guess at the other's contentment": {
      task,
      steps: [
        brief,
        { "clerk → builder": "You have not said anything, so I assume that the sum of 84 is fine with you." },
      ],
    },
    "a condition": {
      task,
      steps: [
        brief,
        { "clerk → builder": "If the width is not given, we should not assume 7 metres." },
        thanks,
      ],
    },
    "a comment in code": {
      task,
      steps: [
        brief,
        {
          "clerk → builder":
            "Here it is:\n```python\n# the width is not given, so we assume 7\nwidth = 7\n```",
        },
        thanks,
      ],
    },
    "nobody who could be asked": {
      task,
      steps: [{ clerk: "The width is not given, so I will assume 7 metres." }],
      why: /nobody in this run/,
    },
  },
});
