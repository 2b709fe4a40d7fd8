import { dutyRefused } from "../../../src/detectors/role-disobeyed/duty-refused.ts";
import { foreignSignature } from "../../../src/detectors/role-disobeyed/foreign-signature.ts";
import { roleForbids } from "../../../src/detectors/role-disobeyed/role-forbids.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const capabilities = { roles: true };
const code = "```python\ndef price(weight):\n    rate = 4.5\n    return weight * rate\n```";

testDetector(roleForbids, {
  finds: {
    "code from one who must not write any": {
      agents: {
        critic: { role: "You review prices. Do not write code yourself." },
        coder: { role: "Codes." },
      },
      capabilities,
      steps: [{ critic: `This is how it should be.\n${code}` }],
      finding: {
        tier: "medium",
        agent: "critic",
        says: /critic writes code, although its role says "Do not write code/,
        quotes: ["def price"],
      },
    },
    "a run by one who must not run anything": {
      agents: { critic: { role: "Read the code. You must not execute code." } },
      capabilities,
      steps: [{ "critic calls run_python": { code: "print(1)" }, returns: "1" }],
      finding: { tier: "medium", says: /runs code/ },
    },
    "a call by one who must not call tools": {
      agents: { critic: { role: "Answer from memory; never use tools." } },
      capabilities,
      steps: [{ "critic calls search": { query: "price" }, returns: "4.50" }],
      finding: { tier: "medium", says: /calls a tool/ },
    },
  },
  ignores: {
    "code shown again": {
      agents: { critic: { role: "Do not write code." }, coder: { role: "Codes." } },
      capabilities,
      steps: [{ coder: code }, { critic: `In this code the rate is fixed:\n${code}` }],
    },
    "an exception in the role": {
      agents: {
        critic: { role: "Do not write code unless the user asks. Do not write code that needs packages." },
      },
      capabilities,
      steps: [{ critic: code }],
    },
    "somebody else's role": {
      agents: { critic: { role: "Do not write code." }, coder: { role: "Codes." } },
      capabilities,
      steps: [{ coder: code }, { critic: "The rate is wrong." }],
    },
    "no roles in the format": {
      agents: { critic: { role: "Do not write code." } },
      capabilities: { roles: false },
      steps: [{ critic: code }],
      why: /roles/,
    },
  },
});

const guide = { role: "Searches the catalogue and reports what it finds.", tools: ["search_catalogue"] };

testDetector(dutyRefused, {
  finds: {
    "advice instead of the search": {
      agents: { guide, desk: {} },
      steps: [
        { "desk → guide": "Is the map there?" },
        { "guide → desk": "I can't search the catalogue myself, but I can explain how to do it." },
      ],
      finding: { tier: "medium", agent: "guide", says: /declines to search .* tool search_catalogue/ },
    },
    "advice instead of the search by the first of two": {
      agents: { guide, desk: { role: "Searches and answers readers." } },
      steps: [
        { "guide → desk": "I can't search the catalogue myself, but I can explain how to do it." },
        { "desk → user": "I can't search the catalogue, but you can come here." },
      ],
      finding: { tier: "medium", agent: "guide" },
    },
  },
  ignores: {
    "a refusal without a tool is a candidate": {
      agents: { guide: { ...guide, tools: [] }, desk: {} },
      steps: [{ "guide → desk": "I cannot search the catalogue." }],
      candidate: true,
    },
    "a refusal after trying": {
      agents: { guide, desk: {} },
      steps: [
        { "guide calls search_catalogue": { title: "map" }, fails: "offline" },
        { "guide → desk": "I cannot search the catalogue now; you could try later." },
      ],
    },
    "what is nobody's duty": {
      agents: { guide, desk: {} },
      steps: [{ "guide → desk": "I cannot sell the map, but I can explain where to buy it." }],
    },
    "a result": {
      agents: { guide, desk: {} },
      steps: [{ "guide → desk": "I cannot find the map, but you could ask the archive." }],
    },
    "a refusal of another agent that is passed on": {
      agents: { guide: { ...guide, role: null, tools: [] }, desk: { role: "Searches and answers readers." } },
      steps: [
        { "guide → desk": "I cannot search the catalogue; the reader would have to come here." },
        { "desk → user": "I cannot search the catalogue, but you can come here." },
      ],
    },
    "no role": {
      agents: { guide: {}, desk: {} },
      steps: [{ "guide → desk": "I cannot search, but you can." }],
    },
  },
});

testDetector(foreignSignature, {
  finds: {
    "another one's name as one's own": {
      agents: { cook: {}, waiter: {} },
      steps: [{ cook: "Soup is out." }, { waiter: "As the cook, I recommend the fish today." }],
      finding: { tier: "medium", agent: "waiter", says: /waiter speaks as cook/ },
    },
    "another one's signature": {
      agents: { cook: {}, waiter: {} },
      steps: [
        { cook: "Soup is out." },
        { waiter: "The fish is fresh today and comes with potatoes.\n\n— cook" },
      ],
      finding: { tier: "medium" },
    },
    "a label that is not the receiver's": {
      agents: { cook: {}, waiter: {}, guest: {} },
      steps: [
        { "cook → waiter": "Soup is out." },
        { "waiter → guest": "Cook: the fish is fresh today and comes with potatoes." },
      ],
      finding: { tier: "medium", agent: "waiter" },
    },
    "an order to oneself": {
      agents: { cook: {}, waiter: {} },
      steps: [
        { waiter: "Table four is here." },
        { cook: "Cook, please prepare two soups and tell me when they are ready." },
      ],
      finding: { tier: "medium", agent: "cook", says: /asks itself by name/ },
    },
  },
  ignores: {
    "an address": {
      agents: { cook: {}, waiter: {} },
      steps: [{ waiter: "Cook, please prepare two soups." }, { cook: "Waiter, please serve them." }],
    },
    "a label that may be an address": {
      agents: { cook: {}, waiter: {}, guest: {} },
      steps: [
        { "waiter → cook": "Cook: the guests are here." },
        { waiter: "Cook: the guests are hungry." },
        { "waiter → guest": "Cook: prepare the fish." },
      ],
    },
    "one's own name": {
      agents: { cook: {}, waiter: {} },
      steps: [
        { cook: "As the cook, I recommend the fish." },
        { waiter: "Two fish for table four.\n\n— waiter" },
      ],
    },
    "words that were said to one before": {
      agents: { cook: {}, waiter: {} },
      steps: [{ waiter: "Cook, please prepare two soups." }, { cook: "Cook, please prepare two soups." }],
    },
    "an agent spoken of": {
      agents: { cook: {}, waiter: {} },
      steps: [{ waiter: "As the cook said, the soup is out." }, { waiter: "This is cook's business." }],
    },
  },
});
