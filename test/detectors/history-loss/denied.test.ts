import { historyLossDenied } from "../../../src/detectors/history-loss/denied.ts";
import type { Act } from "../../helpers/run-of.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const task = "Write a function that folds a map along its creases, and have it tested.";
const posted: Act = {
  coder:
    "Here it is.\n```python\ndef fold_map(creases):\n    return [c / 2 for c in creases]\n```\nPlease test.",
};
const denial: Act = {
  tester: "I cannot test that: `fold_map` has not been posted in this conversation. Please send the code.",
};

testDetector(historyLossDenied, {
  finds: {
    "a function that stands in the dialogue": {
      task,
      steps: [posted, denial],
      finding: {
        tier: "medium",
        agent: "tester",
        steps: [1, 2],
        says: /fold_map was not shown, which coder had posted at step 1/,
        quotes: ["def fold_map", "has not been posted"],
      },
    },
    "one finding for an agent that says it again": {
      task,
      steps: [posted, denial, { coder: "It is above." }, denial],
      finding: { steps: [1, 2] },
    },
  },
  ignores: {
    "a function that nobody posted": { task, steps: [{ coder: "`fold_map` is ready." }, denial] },
    "code that went to somebody else": {
      task,
      steps: [{ "coder → planner": posted["coder"] }, denial],
    },
    "another name": {
      task,
      steps: [posted, { tester: "The tests for `unfold_map` have not been shared with me yet." }],
    },
    "a question": { task, steps: [posted, { tester: "Was `fold_map` not posted in this conversation?" }] },
    "one's own code": {
      task,
      steps: [posted, { coder: "`fold_map` has not been shared with the others in this conversation yet." }],
    },
  },
});
