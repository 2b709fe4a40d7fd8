import { otherValue } from "../../../src/detectors/incorrect-verification/other-value.ts";
import type { Act } from "../../helpers/run-of.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const task = "Add up the weight of the crates.";
const claim: Act = { "clerk → checker": "The crates weigh 1,940 kg." };
const computed = (result: string): Act => ({
  "checker calls calculate": { expression: "610 + 591 + 702" },
  returns: result,
});

testDetector(otherValue, {
  finds: {
    "another value confirmed than computed": {
      task,
      steps: [claim, computed("1903"), { "checker → clerk": "Confirmed, 1,940 kg is correct." }],
      finding: {
        tier: "high",
        agent: "checker",
        says: /computes 1903 and confirms 1,940/,
        quotes: ["1903", "1,940"],
      },
    },
  },
  ignores: {
    "the value computed": {
      task,
      steps: [claim, computed("1940"), { "checker → clerk": "Confirmed: 1,940 kg." }],
    },
    "the value in another unit": {
      task,
      steps: [claim, computed("1940000"), { "checker → clerk": "1,940 kg is correct." }],
    },
    "both values named": {
      task,
      steps: [claim, computed("1903"), { "checker → clerk": "1,940 is not correct, it is 1,903." }],
    },
    "a number that nobody else stated": {
      task,
      steps: [claim, computed("1903"), { "checker → clerk": "Checked and correct, see crate 88." }],
    },
    "a step towards the value": {
      task,
      steps: [claim, computed("1903"), { "checker → clerk": "With 37 kg of pallets, 1,940 kg is correct." }],
    },
    "words without a verdict": {
      task,
      steps: [claim, computed("1903"), { "checker → clerk": "You said 1,940 kg." }],
    },
  },
});
