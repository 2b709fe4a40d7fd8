import { statedValue } from "../../../src/detectors/reasoning-action-mismatch/stated-value.ts";
import type { Act } from "../../helpers/run-of.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const task = "How many hives stand in the two orchards?";
const compute = (expression: string, result: string): Act => ({
  "solver calls calculate": { expression },
  returns: result,
});
const says = (words: string): Act => ({ "solver → user": words });

testDetector(statedValue, {
  finds: {
    "another number of a version than the one that was looked up": {
      task: "Which version of the hive monitor runs in the north orchard?",
      steps: [
        {
          "scout calls monitor_version": { orchard: "north" },
          returns: "The monitor of the north orchard runs version 34",
        },
        { "scout → user": "The monitor of the north orchard runs version 43." },
      ],
      finding: { tier: "high", agent: "scout", quotes: ["34", "43"] },
    },
    "another number than the calculator's": {
      task,
      steps: [compute("37 * 21", "777"), says("Altogether 772 hives stand there.")],
      finding: {
        tier: "high",
        agent: "solver",
        says: /states 772 where calculate gave 777/,
        quotes: ["777", "772"],
      },
    },
    "another number than a look-up gave for the same thing": {
      task,
      steps: [
        { "scout calls count_hives": { orchard: "north" }, returns: "The north orchard has 34 hives" },
        { "scout calls count_hives": { orchard: "south" }, returns: "The south orchard has 25 hives" },
        { "scout → user": "The north orchard has 43 hives, the south orchard 25." },
      ],
      finding: { tier: "high", agent: "scout", quotes: ["34", "43"] },
    },
    "another number than a program printed": {
      task,
      agents: { terminal: { kind: "executor" } },
      steps: [
        { "solver → terminal": "```python\nprint(37 * 21)\n```" },
        { "terminal → solver": "exitcode: 0 (execution succeeded)\n777" },
        says("The answer is 717."),
      ],
      finding: { tier: "high", says: /the program gave 777/ },
    },
    "another value with the same unit than the one just looked up": {
      task,
      steps: [{ "solver calls survey": { field: "north" }, returns: "31 hives" }, says("I see 86 hives.")],
      finding: { tier: "high", says: /states 86 where survey gave 31/ },
    },
    "another value than the only one of this turn that is left out": {
      task,
      steps: [
        compute("37 * 21", "777"),
        compute("11 * 4", "44"),
        says("777 in the valley, the total is 68."),
      ],
      finding: { tier: "high", says: /states 68 where calculate gave 44/ },
    },
  },
  ignores: {
    "the number of a version that is named after a program's output": {
      task,
      agents: { terminal: { kind: "executor" } },
      steps: [
        { "solver → terminal": "```python\nprint(37 * 21)\n```" },
        { "terminal → solver": "exitcode: 0 (execution succeeded)\n777" },
        says("That was run with version 3 of the script, whose result is version 4."),
      ],
    },
    "a number that names a thing, with words in between": {
      task,
      steps: [
        compute("37 * 21", "777"),
        says("Done. The result goes out as agreed: the version number is 3.1."),
      ],
    },
    "the sum of a series, in which one call was made again": {
      task,
      steps: [
        compute("hives of the north", "35 hives"),
        compute("hives of the south", "52 hives"),
        compute("hives of the east", "71 hives"),
        compute("hives of the east", "74 hives"),
        compute("hives of the west", "93 hives"),
        says("There are 254 hives."),
      ],
    },
    "the day of a date": {
      task,
      steps: [compute("days of the count", "25"), says("The count of the days is on 28 May.")],
    },
    "the number itself": { task, steps: [compute("37 * 21", "777"), says("777 hives stand there.")] },
    "the number rounded": { task, steps: [compute("100 / 7", "14.285714"), says("The answer is 14.29.")] },
    "a share as percent": { task, steps: [compute("5 / 48", "0.104166667"), says("The share is 10.4 %.")] },
    thousands: { task, steps: [compute("1.2e6", "1200000"), says("The sum is 1.2 million.")] },
    "a further step in the head": {
      task,
      steps: [compute("37 * 21", "777"), says("With 3 new ones it is 780.")],
    },
    "a sum of two results": {
      task,
      steps: [compute("17 * 2", "34"), compute("5 * 5", "25"), says("The total is 59 hives.")],
    },
    "a number that somebody gave before": {
      task,
      steps: [
        compute("37 * 21", "777"),
        { "lead → solver": "Swarms left, it is 612 now." },
        says("The answer is 612."),
      ],
    },
    "the number of the task": {
      task: "How many hives are there if 500 are counted twice?",
      steps: [compute("37 * 21", "777"), says("The answer is 500.")],
    },
    "numbers that are names": {
      task,
      steps: [compute("37 * 21", "777"), says("See form B-772, section 4.1.2.")],
    },
    "a failed call": {
      task,
      steps: [
        { "solver calls calculate": { expression: "x" }, fails: "error 777" },
        says("The answer is 772."),
      ],
    },
    "another matter after the value was reported": {
      task,
      steps: [
        compute("37 * 21", "777"),
        says("That makes 777."),
        says("The mean age of a hive is 4.6 years."),
      ],
    },
    "no number in the answer": { task, steps: [compute("37 * 21", "777"), says("Very many.")] },
  },
});
