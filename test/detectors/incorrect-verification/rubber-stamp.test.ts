import { rubberStamp } from "../../../src/detectors/incorrect-verification/rubber-stamp.ts";
import type { Act } from "../../helpers/run-of.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const task = "Write a program that draws a sundial.";
const write = (content: string): Act => ({
  "coder calls write_file": { path: "dial.py", content },
  returns: "written",
});
const verdict: Act = {
  "reviewer → coder": "I have reviewed the whole program line by line and it looks good to me. Approved.",
};
const short: Act = { "reviewer → coder": "Approved." };

testDetector(rubberStamp, {
  finds: {
    "the same verdict over two versions": {
      task,
      steps: [write("draw(12)"), verdict, { "lead → coder": "Add the hours." }, write("draw(24)"), verdict],
      finding: { tier: "medium", agent: "reviewer", quotes: ["line by line"] },
    },
  },
  ignores: {
    "a short word of approval": {
      task,
      candidate: true,
      steps: [write("draw(12)"), short, write("draw(24)"), short],
    },
    "the same version again": {
      task,
      steps: [write("draw(12)"), write("draw(13)"), verdict, short, verdict],
    },
    "a check before the second verdict": {
      task,
      steps: [
        write("draw(12)"),
        verdict,
        write("draw(24)"),
        { "reviewer calls run_tests": {}, returns: "3 passed" },
        verdict,
      ],
    },
  },
});
