import { unansweredRequest } from "../../../src/detectors/ignored-other-agents-input/unanswered-request.ts";
import type { Act } from "../../helpers/run-of.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const task = "Order the flour for the village feast.";
const asks: Act = {
  "baker → miller": "I plan forty loaves. How many sacks of rye flour are left in the mill?",
};
const asksAgain: Act = { "baker → miller": "Once more: how many sacks of rye flour are left?" };
const aside: Act = { "miller → baker": "The wheel turns well today, and the wind is fine." };
const another: Act = { "miller → baker": "My daughter weds at the feast, we look forward to it." };
const canned: Act = { "proxy → baker": "Please go on with the work.", canned: true };
const asksProxy: Act = {
  "baker → proxy": "Without a number I cannot go on. Could you please provide the number of guests?",
};
const proxy = { proxy: { kind: "human-proxy" as const } };

testDetector(unansweredRequest, {
  finds: {
    "a question that is left open for two turns": {
      task,
      steps: [asks, aside, { "baker → miller": "Good to hear that." }, another],
      finding: {
        tier: "medium",
        agent: "miller",
        says: /baker asks miller .* speaks without answering 2 times/,
        quotes: ["How many sacks of rye flour", "The wheel turns well"],
      },
    },
    "a question that is put again in vain": {
      task,
      steps: [asks, aside, asksAgain, another, { "baker → miller": "Then I order ten." }],
      finding: { tier: "medium", says: /more than once/, quotes: ["Once more: how many"] },
    },
    "a request that a template answers, again and again": {
      task,
      agents: proxy,
      steps: [
        asksProxy,
        canned,
        { "baker → proxy": "That is all that I can do." },
        canned,
        { baker: "So be it." },
        canned,
      ],
      finding: { tier: "high", agent: "proxy", says: /answers with a template 3 times/ },
    },
  },
  ignores: {
    "one turn beside the point": { task, steps: [asks, aside, { "baker → miller": "I see, thank you." }] },
    "an answer in the second turn": {
      task,
      steps: [asks, aside, { "baker → miller": "Good." }, { "miller → baker": "By the way, seven sacks." }],
    },
    "a refusal": {
      task,
      steps: [
        asks,
        { "miller → baker": "I am not able to count them in the dark." },
        asksAgain,
        another,
        aside,
      ],
    },
    "an answer by somebody else": {
      task,
      steps: [asks, aside, { "porter → baker": "Seven sacks of rye flour are left in the mill." }, another],
    },
    "turns that the asker cannot read": {
      task,
      steps: [
        asks,
        { "miller → porter": "The wheel turns well." },
        asks,
        { "miller → porter": "Good evening." },
      ],
    },
    "an offer that a template answers": {
      task,
      agents: proxy,
      steps: [
        { "baker → proxy": "The order is written. Would you like me to add some barley flour to it?" },
        ...[canned, { "baker → proxy": "The order stands." }, canned],
      ],
    },
    "a question to the user": {
      task,
      steps: [{ "baker → user": "How many guests will come to the feast?" }, aside, another],
    },
    "a question after which nobody else is named": {
      task,
      capabilities: { recipients: false },
      steps: [
        { porter: "Good morning to all of you." },
        { baker: "How many sacks of rye flour are left in the mill?" },
        { miller: "The wheel turns well." },
        { porter: "Good." },
        { miller: "And the wind is fine." },
      ],
    },
  },
});
