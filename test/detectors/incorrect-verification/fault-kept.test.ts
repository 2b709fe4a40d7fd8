import { faultKept } from "../../../src/detectors/incorrect-verification/fault-kept.ts";
import type { Act } from "../../helpers/run-of.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const task = "Write the notice about the closed footbridge.";
const writes = (words: string): Act => ({ "writer → editor": words });
const draft = writes("Draft: The footbridge at the mill is closed until 4 June.");
const same = writes("Second draft: The footbridge at the mill is closed until 4 June.");
const mended = writes("Second draft: The footbridge at the mill is closed until 11 June.");
const remark: Act = { "editor → writer": "Please correct the date from 4 June to 11 June." };
const says = (words: string): Act => ({ "editor → writer": words });

testDetector(faultKept, {
  finds: {
    "an approval of the version that still has the fault": {
      task,
      steps: [draft, remark, same, says("Checked again. Approved.")],
      finding: {
        tier: "medium",
        agent: "editor",
        says: /wants "11 June" in place of "4 June" and approves/,
        quotes: ["from 4 June to 11 June", "until 4 June", "Approved"],
      },
    },
    "a fault called mended that is not": {
      task,
      steps: [draft, remark, same, says("All remarks have been addressed, thank you.")],
      finding: { tier: "medium", agent: "editor", quotes: ["addressed"] },
    },
  },
  ignores: {
    "a version that was mended": {
      task,
      steps: [draft, remark, mended, says("Checked again. Approved.")],
    },
    "a second objection": {
      task,
      steps: [draft, remark, same, says("The date is still wrong, not approved.")],
    },
    "an approval before the next version": {
      task,
      steps: [draft, remark, says("Otherwise approved."), mended],
    },
    "a reason given by the author": {
      task,
      steps: [
        draft,
        remark,
        writes("I keep 4 June, because the council says so. The footbridge is closed until 4 June."),
        says("Fine. Approved."),
      ],
    },
    "a person in between": {
      task,
      steps: [draft, remark, { user: "4 June is right." }, same, says("Approved.")],
    },
    "an approval that speaks of the words themselves": {
      task,
      steps: [draft, remark, same, says("I looked again and 4 June is right. Approved.")],
    },
    "an approval that depends on something": {
      task,
      steps: [draft, remark, same, says("Approved once the date is 11 June.")],
    },
  },
});
