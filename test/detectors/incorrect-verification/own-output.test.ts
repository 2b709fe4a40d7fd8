import { contradictedByOutput } from "../../../src/detectors/incorrect-verification/own-output.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const task = "Make the compass test pass.";
const output =
  "```\ntest_compass.py F\nFAILED test_compass.py::test_north - assert 359 == 0\n1 failed in 0.1s\n```";

testDetector(contradictedByOutput, {
  finds: {
    "an output with a failed test called passing": {
      task,
      end: "completed",
      steps: [{ "runner → lead": `I ran it:\n${output}\nAs you see, the test now passes.` }],
      finding: {
        tier: "high",
        agent: "runner",
        steps: [1],
        quotes: ["FAILED test_compass.py", "test now passes"],
      },
    },
  },
  ignores: {
    "the failure named": {
      task,
      steps: [{ "runner → lead": `${output}\nThe test passes on my machine, but fails here.` }],
    },
    "an earlier output, then a pass": {
      task,
      steps: [
        {
          "runner → lead": `Before:\n${output}\nAfter the change:\n\`\`\`\n1 passed\n0 failed\n\`\`\`\nAll tests pass.`,
        },
      ],
    },
    "what is to be reached": {
      task,
      steps: [{ "runner → lead": `${output}\nThe test should pass once north is 0.` }],
    },
    "a task that shows a failure": {
      task: `${output}\nMake it so that the tests pass.`,
      steps: [{ "coder → user": "Done." }],
    },
  },
});
