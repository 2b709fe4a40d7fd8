import { overruledVerdict } from "../../../src/detectors/ignored-other-agents-input/overruled-verdict.ts";
import type { Act } from "../../helpers/run-of.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const task = "Write the notice and have it approved.";
const draft: Act = { "clerk → warden": "Notice: the park closes at 20:00 on weekdays." };
const refuses: Act = { "warden → clerk": "Not approved. The day of rest is left out." };
const sends: Act = { "clerk → user": "The notice has been sent to all visitors. The task is complete." };

testDetector(overruledVerdict, {
  finds: {
    "a refusal after which the work goes out": {
      task,
      end: "completed",
      steps: [draft, refuses, sends],
      finding: {
        tier: "high",
        agent: "clerk",
        says: /warden refuses the work/,
        quotes: ["Not approved", "has been sent"],
      },
    },
    "failing tests after which the work is called done": {
      task: "Write the function.",
      end: "completed",
      steps: [
        { "coder → tester": "The function for the closing time of the park is written." },
        { "tester → coder": "Two tests fail in the suite." },
        { "coder → lead": "Good evening, the work is with you." },
        { "lead → user": "The function has been delivered. The task is complete." },
      ],
      finding: { tier: "high", agent: "lead" },
    },
  },
  ignores: {
    "a refusal after which the work is changed": {
      task,
      steps: [
        draft,
        refuses,
        { "clerk calls write_file": { path: "notice.txt", content: "new" }, returns: "written" },
        sends,
      ],
    },
    "a refusal that is withdrawn": {
      task,
      steps: [draft, refuses, sends, { "warden → clerk": "I have slept over it: it can stay." }],
    },
    "a refusal that is passed on": {
      task,
      steps: [
        draft,
        refuses,
        { "clerk → user": "The notice was not approved, so it is not sent. The task is complete." },
      ],
    },
    "a condition": {
      task,
      steps: [draft, { "warden → clerk": "If the tests fail it is rejected." }, sends],
    },
    "a new draft": {
      task,
      steps: [draft, refuses, { "clerk → warden": "Notice: the park is open until 20:00." }],
    },
  },
});
