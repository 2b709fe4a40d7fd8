import { shortRounds } from "../../../src/detectors/step-repetition/short-rounds.ts";
import type { Act } from "../../helpers/run-of.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const round: Act[] = [
  { "porter → warden": "Which day suits you?" },
  { "warden → porter": "Which one suits you?" },
];

testDetector(shortRounds, {
  finds: {},
  ignores: {
    "three rounds in the same words are a candidate": {
      steps: [...round, ...round, ...round],
      candidate: true,
    },
    "a round of three agents is one too": {
      steps: [...Array(3)].flatMap(() => [...round, { "cook → porter": "I do not mind." }]),
      candidate: true,
    },
    "two rounds": { steps: [...round, ...round] },
    "other words in the third round": {
      steps: [
        ...round,
        ...round,
        { "porter → warden": "What about Friday?" },
        { "warden → porter": "Friday is fine." },
      ],
    },
    "a call in each round": {
      steps: [...Array(4)].flatMap(() => [...round, { "porter calls open_calendar": {}, returns: "empty" }]),
    },
    "long messages": {
      steps: [...Array(3)].flatMap(() =>
        round.map((act) =>
          Object.fromEntries(Object.entries(act).map(([who, words]) => [who, `${words} `.repeat(8)])),
        ),
      ),
    },
  },
});
