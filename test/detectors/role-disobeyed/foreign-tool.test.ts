import { foreignTool } from "../../../src/detectors/role-disobeyed/foreign-tool.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const agents = {
  porter: { tools: ["list_rooms"] },
  cook: { tools: ["order_food"] },
  lead: { tools: null },
};
const capabilities = { declaredTools: true };

testDetector(foreignTool, {
  finds: {
    "a call of a colleague's tool": {
      agents,
      capabilities,
      steps: [{ "porter calls order_food": { dish: "soup" }, returns: "ordered" }],
      finding: {
        tier: "high",
        agent: "porter",
        steps: [0],
        says: /calls order_food, a tool that cook has/,
        quotes: ["order_food"],
      },
    },
    "several calls as one finding": {
      agents,
      capabilities,
      steps: [
        { "porter calls order_food": { dish: "soup" }, returns: "ordered" },
        { "cook calls order_food": { dish: "bread" }, returns: "ordered" },
        { "porter calls order_food": { dish: "cake" }, fails: "sold out" },
      ],
      finding: { tier: "high", steps: [0, 4], says: /2 times/ },
    },
  },
  ignores: {
    "a call that was refused is a candidate": {
      agents,
      capabilities,
      steps: [{ "porter calls order_food": { dish: "soup" }, fails: "unknown tool", executed: false }],
      candidate: true,
    },
    "one's own tool": { agents, capabilities, steps: [{ "cook calls order_food": {}, returns: "ordered" }] },
    "a tool that nobody declares": {
      agents,
      capabilities,
      steps: [{ "porter calls ring_bell": {}, returns: "rung" }],
    },
    "an agent without a list of tools": {
      agents,
      capabilities,
      steps: [{ "lead calls order_food": {}, returns: "ordered" }],
    },
    "a tool of both": {
      agents: { ...agents, porter: { tools: ["list_rooms", "order_food"] } },
      capabilities,
      steps: [{ "porter calls order_food": {}, returns: "ordered" }],
    },
    "an executor that runs what others call": {
      agents: { ...agents, runner: { kind: "executor", tools: [] } },
      capabilities,
      steps: [{ "runner calls order_food": {}, returns: "ordered" }],
    },
    "a format without declarations": {
      agents,
      capabilities: { declaredTools: false },
      steps: [{ "porter calls order_food": {}, returns: "ordered" }],
      why: /which tools/,
    },
  },
});
