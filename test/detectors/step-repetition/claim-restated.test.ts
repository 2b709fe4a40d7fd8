import { claimRestated } from "../../../src/detectors/step-repetition/claim-restated.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const go = { "proxy → solver": "Please continue until you have the answer.", canned: true };
const says = (words: string) => ({ "solver → proxy": words });
const open = [
  "The area cannot be determined, since the length of the fence is missing.",
  "As the length is not given, it is not possible to solve this task.",
  "There is not enough information to compute the area of the field.",
  "Without the length nobody can say more: the area cannot be calculated.",
].map(says);
const done = [
  "The timetable is finished. The task is complete.",
  "Nothing further is needed, everything is done.",
  "The work is complete and no further changes are needed.",
  "As I said, the task is complete.",
].map(says);
const between = (acts: object[]) => acts.flatMap((act) => [act as Record<string, unknown>, go]);

testDetector(claimRestated, {
  finds: {
    "four times out of reach, each in other words": {
      steps: between(open),
      finding: {
        tier: "medium",
        agent: "solver",
        says: /4 times in other words that it cannot be done/,
        steps: [0, 2, 4, 6],
      },
    },
  },
  ignores: {
    "four times done, which is FM-1.5": { steps: between(done) },
    "three times": { steps: between(open.slice(1)) },
    "a result in between": {
      steps: [
        ...between(open.slice(0, 2)),
        { "solver calls measure": { what: "fence" }, returns: "no such fence" },
        ...between(open.slice(2)),
      ],
    },
    "another view in between": {
      steps: [
        ...between(open.slice(0, 2)),
        says("If the length were 40 m, the area would be 100 square metres."),
        go,
        ...between(open.slice(2)),
      ],
    },
    "a person asks for more": {
      steps: [
        ...between(open.slice(0, 2)),
        { user: "Please take the field without its fence then." },
        ...between(open.slice(2)),
      ],
    },
    "each said by another agent": {
      steps: ["solver", "checker", "editor", "lead"].map((agent) => ({
        [agent]: "The area cannot be determined.",
      })),
    },
  },
});
