import { terminationUnaware } from "../../src/detectors/termination-unaware.ts";
import type { Act } from "../helpers/run-of.ts";
import { testDetector } from "../helpers/test-detector.ts";

const task = "Work out which of the two heat pumps is cheaper over ten years, and say which one to buy.";
const sums: Act = {
  "solver → checker": "Pump A costs 11,400 over ten years and pump B 12,100, electricity included.",
};
const stop: Act = {
  "solver → checker": "Pump A is the cheaper one over ten years. TERMINATE",
  marker: "terminal",
};
const praise: Act[] = [
  { "checker → solver": "That is a clear comparison, the figures add up on my side as well." },
  { "solver → checker": "Yes, pump A comes out ahead by 700 over the ten years." },
  { "checker → solver": "Pump A it is then, by 700." },
];

testDetector(terminationUnaware, {
  finds: {
    "talk after the stop word": {
      task,
      steps: [sums, stop, ...praise],
      finding: {
        tier: "high",
        agent: "checker",
        says: /solver gave the stop word and nobody objected, yet 3 more turns followed$/,
        quotes: ["TERMINATE"],
      },
    },
    "tool calls after the stop word": {
      task,
      steps: [
        stop,
        { "checker calls look_up": { topic: "pump C" }, returns: "13,000" },
        { "solver calls look_up": { topic: "pump D" }, returns: "14,000" },
      ],
      finding: { tier: "high", agent: "checker" },
    },
    "a stop word that comes after the work was declared done": {
      task,
      steps: [{ "solver → checker": "Final answer: pump A." }, stop, ...praise],
      finding: { tier: "high", quotes: ["TERMINATE"] },
    },
    "the end declared again and again": {
      task,
      steps: [
        sums,
        { "solver → checker": "The task is complete: buy pump A." },
        { "checker → solver": "Agreed, the work is done, buy pump A." },
        { "solver → checker": "As there is nothing left to do, I repeat that the task is complete." },
        { "checker → solver": "Indeed nothing further is needed, the task is complete." },
      ],
      finding: {
        tier: "high",
        agent: "solver",
        says: /yet 3 more turns followed only to say again that it is done$/,
      },
    },
    "the same answer until the limit": {
      task,
      end: "limit",
      steps: [
        { "solver → checker": "Final answer: pump A." },
        { "checker → solver": "Pump A, right." },
        { "solver → checker": "Final answer: pump A." },
        { "checker → solver": "Yes, pump A." },
        { "solver → checker": "Final answer: pump A." },
      ],
      finding: { tier: "medium" },
    },
    "an answer that was confirmed and talked over until the limit": {
      task,
      end: "limit",
      steps: [
        { "solver → checker": "Final answer: pump A." },
        { "checker → solver": "Confirmed, the task is complete." },
        { "solver → checker": "By the way, pump B comes in green as well." },
        { "checker → solver": "Green would suit the cellar." },
        { "solver → checker": "I prefer the grey one." },
      ],
      finding: { tier: "medium", agent: "solver", quotes: ["Final answer", "By the way"] },
    },
    "an agent that works on after calling it done": {
      task,
      capabilities: { reasoning: true },
      steps: [
        {
          "solver thinks":
            "Both pumps are compared, so the task is complete. I look at the prices once more.",
        },
        { "solver calls look_up": { topic: "pump A" }, returns: "7,000" },
        { "solver thinks": "As said, the task is complete. Pump B can be looked at as well." },
        { "solver calls look_up": { topic: "pump B" }, returns: "7,100" },
        { "solver → user": "Pump A." },
      ],
      finding: { tier: "high", agent: "solver", says: /called its work done 2 times/ },
    },
    "thanks and farewells": {
      task,
      steps: [
        sums,
        { "checker → solver": "Thank you, that helps a lot." },
        { "solver → checker": "You're welcome!" },
        { "checker → solver": "Thanks again, have a nice day!" },
        { "solver → checker": "You too, goodbye!" },
      ],
      finding: {
        tier: "high",
        says: /checker and solver exchanged 4 turns/,
        quotes: ["Thank you", "You're welcome", "Thanks again", "goodbye"],
      },
    },
    "a template that keeps an impossible task going": {
      task,
      agents: { proxy: { kind: "human-proxy" } },
      steps: [
        { "solver → proxy": "This cannot be determined, since the price of electricity is not given." },
        { "proxy → solver": "Please go on until you have a number.", canned: true },
        { "solver → proxy": "Without the price of electricity it is impossible to say." },
        { "proxy → solver": "Please go on until you have a number.", canned: true },
        { "solver → proxy": "The price of electricity is still unknown to me." },
      ],
      finding: {
        tier: "high",
        agent: "proxy",
        says: /solver said 2 times that it cannot be done, and each time proxy/,
        quotes: ["cannot be determined"],
      },
    },
    "a template that keeps finished work going": {
      task,
      agents: { proxy: { kind: "human-proxy" } },
      steps: [
        { "solver → proxy": "The task is complete: pump A." },
        { "proxy → solver": "Please go on until you have a number.", canned: true },
        { "solver → proxy": "Pump A, 11,400. The task is complete." },
        { "proxy → solver": "Please go on until you have a number.", canned: true },
        { "solver → proxy": "It stays at pump A." },
      ],
      finding: { tier: "high", agent: "proxy", says: /solver said 2 times that it is done, and each time/ },
    },
    "goodbyes after the stop word, with messages without words between them": {
      task,
      steps: [
        stop,
        { "checker → solver": "Thank you, that helps a lot." },
        { "solver → checker": "" },
        { "checker → solver": "Thanks again, have a nice day!" },
        { "solver → checker": "" },
        { "clerk → solver": "Goodbye to you both!" },
      ],
      finding: {
        tier: "high",
        agent: "checker",
        says: /yet 3 more turns followed only to give thanks or say goodbye$/,
        quotes: ["TERMINATE", "Thank you", "Thanks again", "Goodbye"],
      },
    },
    "a stop word in a code block that the framework takes for one": {
      task,
      steps: [
        { "solver → checker": "```python\nprint('pump A')\n# TERMINATE\n```", marker: "terminal" },
        ...praise,
      ],
      finding: { tier: "high", agent: "checker", says: /gave the stop word/ },
    },
  },
  ignores: {
    "thanks for words that are then sent once more unchanged": {
      task,
      steps: [
        { "solver → checker": "The task is complete: buy pump A." },
        { "checker → solver": "Fine." },
        { "solver → checker": "The task is complete: buy pump A." },
        { "checker → solver": "Thank you!" },
        { "solver → checker": "The task is complete: buy pump A." },
      ],
    },
    "a success that the template passes on for another agent to review": {
      task,
      agents: { lead: { kind: "human-proxy" } },
      steps: [1, 2].flatMap((round) => [
        { "solver → lead": `The work is finished: sum ${round} stands.` },
        { "lead → checker": "Please review the sums.", canned: true },
        { "checker → lead": `Row ${round} should include the maintenance, I think.` },
        { "lead → solver": "Please take the review into account.", canned: true },
        { "solver → lead": `Maintenance of year ${round} comes to 90.` },
      ]),
    },
    "a template after which somebody else speaks": {
      task,
      capabilities: { recipients: false },
      agents: { lead: { kind: "human-proxy" } },
      steps: [1, 2].flatMap((round) => [
        { solver: `The work is finished: sum ${round} stands.` },
        { lead: "Please go on.", canned: true },
        { checker: `Row ${round} holds the maintenance.` },
        { solver: `Maintenance of year ${round} comes to 90.` },
      ]),
    },
    "a template in rounds fixed beforehand": {
      task: "Compare the two heat pumps in three rounds.",
      agents: { proxy: { kind: "human-proxy" } },
      steps: [1, 2, 3].flatMap((round) => [
        { "solver → proxy": `The task is complete: pump A by ${round}00.` },
        { "proxy → solver": "Please go on.", canned: true },
      ]),
    },
    "messages without words after the end": {
      task,
      steps: [stop, ...[1, 2, 3, 4].flatMap(() => [{ "checker → solver": "" }, { "solver → checker": "" }])],
    },
    "a stop word in a comment of code": {
      task,
      steps: [1, 2, 3, 4, 5].map((year) => ({
        [year % 2 === 0 ? "checker → solver" : "solver → checker"]:
          `The costs of year ${year}:\n\`\`\`python\ntotal = 7000 + ${year} * 440\n# TERMINATE\n\`\`\``,
      })),
    },
    "one closing turn": { task, steps: [sums, stop, praise[0] as Act] },
    "an objection": {
      task,
      steps: [
        stop,
        { "checker → solver": "That is not correct: the maintenance is missing from the sum." },
        { "solver → checker": "With maintenance pump A costs 12,900." },
        { "checker → solver": "And pump B?" },
        { "solver → checker": "12,600, so pump B. TERMINATE", marker: "terminal" },
      ],
    },
    "a check that was asked for": {
      task,
      steps: [
        { "solver → lead": "Final answer: pump A." },
        { "lead → checker": "Please verify the sums before we hand this over." },
        { "checker → lead": "11,400 against 12,100, the sums hold." },
        { "lead → user": "Buy pump A, it is 700 cheaper." },
      ],
    },
    "a person's new question": {
      task,
      steps: [
        stop,
        { "user → solver": "And over twenty years?" },
        { "solver → checker": "Over twenty years pump B is cheaper by 300, by my figures." },
        { "checker → solver": "I get the same." },
        { "solver → user": "Pump B over twenty years." },
      ],
    },
    "the stop word explained, not said": {
      task,
      steps: [
        {
          "lead → solver": "Compare the pumps and when you have the result, reply with TERMINATE",
          marker: "terminal",
        },
        sums,
        { "checker → solver": "The figures add up." },
        stop,
      ],
    },
    "code beside the stop word that is executed": {
      task,
      agents: { terminal: { kind: "executor" } },
      steps: [
        { "solver → terminal": "```python\nprint(10 * 1140)\n```\nTERMINATE", marker: "terminal" },
        { "terminal → solver": "exitcode: 1 (execution failed)\nNameError" },
        { "solver → terminal": "```python\nprint(10 * 1140.0)\n```" },
        { "terminal → solver": "exitcode: 0 (execution succeeded)\n11400.0" },
        stop,
      ],
    },
    "parts of the work finished one after the other": {
      task,
      steps: [1, 2, 3, 4].flatMap((part) => [
        { "solver → lead": `Step ${part} is complete. Next I take step ${part + 1}.` },
        { "lead → solver": "Go ahead." },
      ]),
    },
    "solver, checker and lead each closing once": {
      task,
      steps: [
        { "solver → checker": "Final answer: pump A." },
        { "checker → lead": "The sums hold. Final answer: pump A." },
        { "lead → user": "The task is complete. Buy pump A." },
      ],
    },
    "rounds fixed beforehand": {
      task: "Debate in three rounds which pump is cheaper.",
      steps: [1, 2, 3].flatMap(() => [
        { "a → b": "Final answer: pump A." },
        { "b → a": "Final answer: pump A." },
      ]),
    },
    "another phase after the first was closed": {
      task,
      steps: [
        { ...sums, phase: "compare" },
        { ...stop, phase: "compare" },
        { "writer → lead": "The leaflet explains both pumps on one page.", phase: "leaflet" },
        { "lead → writer": "It reads well.", phase: "leaflet" },
        { "writer → lead": "Then it goes to print.", phase: "leaflet" },
      ],
    },
    "thanks within the work": {
      task,
      steps: [
        { "solver → clerk": "Thank you, and what does pump B cost?" },
        { "clerk → solver": "You're welcome. Pump B costs 7,100." },
        sums,
      ],
    },
    "work until the limit without an answer": {
      task,
      end: "limit",
      steps: [1, 2, 3, 4, 5].map((year) => ({
        "solver → checker": `Year ${year}: pump A costs ${year * 90} for power.`,
      })),
    },
    "other languages": {
      task: "Welche der beiden Wärmepumpen ist über zehn Jahre billiger?",
      steps: [
        {
          "solver → checker":
            "Über zehn Jahre ist die Pumpe A mit 11.400 Euro die günstigere der beiden. TERMINATE",
          marker: "terminal",
        },
        { "checker → solver": "Das sehe ich genauso, die Rechnung stimmt auch bei mir in allen Punkten." },
        { "solver → checker": "Schön, dann bleibt es bei der Pumpe A." },
        { "checker → solver": "Einverstanden." },
      ],
      why: /do not write English/,
    },
  },
});
