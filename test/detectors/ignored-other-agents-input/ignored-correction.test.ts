import { ignoredCorrection } from "../../../src/detectors/ignored-other-agents-input/ignored-correction.ts";
import type { Act } from "../../helpers/run-of.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const task = "Write the notice about the closing time of the park.";
const draft: Act = { "clerk → warden": "Notice: the park closes at 20:00 on weekdays." };
const corrects: Act = {
  "warden → clerk": "The time is wrong: it must be 21:30, not 20:00. Please correct it.",
};
const goesOut: Act = { "clerk → user": "To all visitors: the park closes at 20:00 on weekdays." };
const code = (closing: string) =>
  `\`\`\`python\ndef closing_time(day):\n    return "${closing}" if day < 5 else "18:00"\n\`\`\``;

testDetector(ignoredCorrection, {
  finds: {
    "a wrong time that goes out": {
      task,
      steps: [draft, corrects, goesOut],
      finding: {
        tier: "medium",
        agent: "clerk",
        says: /warden corrects clerk's work, and "20:00" stays where "21:30" should stand/,
        quotes: ["The time is wrong", "closes at 20:00"],
      },
    },
    "something else that was changed": {
      task,
      steps: [
        draft,
        corrects,
        { "clerk → user": "I adjusted the margins. Notice: the park closes at 20:00 on weekdays." },
      ],
      finding: { tier: "medium" },
    },
    "a correction given twice": {
      task,
      steps: [
        draft,
        corrects,
        draft,
        { "warden → clerk": "It is still 20:00. It has to be 21:30." },
        goesOut,
      ],
      finding: { tier: "high", says: /more than once/, steps: [2, 4, 5] },
    },
    "plain words to be replaced": {
      task: "List the seeds.",
      steps: [
        { "clerk → warden": "The list of seeds, in gallons, is ready." },
        { "warden → clerk": "Please replace gallons with litres." },
        { "clerk → user": "Here is the list of seeds, in gallons." },
      ],
      finding: { tier: "medium" },
    },
    "code that comes again as it was": {
      task: "Write the function for the closing time.",
      steps: [
        { "clerk → warden": code("20:00") },
        { "warden → clerk": "You forgot the public holidays. Please add them to the function." },
        { "clerk → warden": `Here is the function.\n${code("20:00")}` },
      ],
      finding: { tier: "medium", says: /the next version is the same/ },
    },
    "a file that is written again as it was": {
      task: "Write the notice.",
      steps: [
        {
          "clerk calls write_file": { path: "notice.txt", content: "The park closes at 20:00." },
          returns: "ok",
        },
        { "clerk → warden": "The notice is written." },
        { "warden → clerk": "The address of the park is missing, please add it." },
        {
          "clerk calls write_file": { path: "notice.txt", content: "The park closes at 20:00." },
          returns: "ok",
        },
      ],
      finding: { tier: "medium", agent: "clerk" },
    },
  },
  ignores: {
    "a correction that is followed": {
      task,
      steps: [draft, corrects, { "clerk → user": "To all visitors: the park closes at 21:30 on weekdays." }],
    },
    "a correction that is followed in the second go": {
      task,
      steps: [draft, corrects, draft, { "clerk → user": "To all visitors: the park closes at 21:30." }],
    },
    "a correction turned down with a reason": {
      task,
      steps: [
        draft,
        corrects,
        { "clerk → warden": "I keep it, because the council decided so last week." },
        goesOut,
      ],
    },
    "a reason in the work itself": {
      task,
      steps: [draft, corrects, { "clerk → user": "The park closes at 20:00 since the council wants it." }],
    },
    "a correction that is taken up in words": {
      task,
      steps: [draft, corrects, { "clerk → warden": "Noted, but see the plan." }, goesOut],
    },
    "a correction after the notice went out": { task, steps: [draft, goesOut, corrects] },
    "a correction for somebody else": {
      task,
      steps: [draft, { "warden → porter": "The sign is wrong: it must be 21:30, not 20:00." }, goesOut],
    },
    "a correction that the author cannot read": {
      task,
      steps: [
        { "porter → warden": "Good day." },
        draft,
        { "warden → porter": "Clerk, it is 21:30, not 20:00." },
        goesOut,
      ],
    },
    "an analysis of somebody's code": {
      task: "Mend the function.",
      steps: [
        { "reader → planner": `The file holds\n${code("20:00")}` },
        { "planner → reader": "To mend this, the function needs to handle public holidays. Show it again." },
        { "reader → planner": `Here it is.\n${code("20:00")}` },
      ],
    },
  },
});
