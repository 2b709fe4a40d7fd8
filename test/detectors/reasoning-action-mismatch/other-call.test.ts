import { otherCall } from "../../../src/detectors/reasoning-action-mismatch/other-call.ts";
import type { Act } from "../../helpers/run-of.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const task = "Find out why the carillon plays out of tune.";
const agents = { fixer: { tools: ["read_file", "search_code", "list_bells"] } };
const read = (path: string): Act => ({ "fixer calls read_file": { path }, returns: "…" });

testDetector(otherCall, {
  finds: {
    "another tool": {
      task,
      agents,
      steps: [{ "fixer thinks": "I will use list_bells to see them." }, read("tuning.py")],
      finding: {
        tier: "high",
        agent: "fixer",
        steps: [1, 2],
        says: /announces list_bells and calls read_file/,
      },
    },
    "another file": {
      task,
      agents,
      steps: [{ fixer: "Let me open src/tuning.py." }, read("src/menu.py")],
      finding: { tier: "medium", says: /announces src\/tuning\.py and calls src\/menu\.py/ },
    },
    "another argument": {
      task,
      agents,
      steps: [
        { fixer: "I'll call search_code with limit=50." },
        { "fixer calls search_code": { query: "tune", limit: 5 }, returns: "…" },
      ],
      finding: { tier: "high", says: /limit=50 and calls limit=5/ },
    },
  },
  ignores: {
    "what was announced": {
      task,
      agents,
      steps: [{ fixer: "Let me open src/tuning.py." }, read("src/tuning.py")],
    },
    "the same file by another path": {
      task,
      agents,
      steps: [{ fixer: "Let me open tuning.py." }, read("/app/src/tuning.py")],
    },
    "a change of plan in words": {
      task,
      agents,
      steps: [
        { fixer: "I will use list_bells." },
        { fixer: "The list is outdated, so I read the file instead." },
        read("tuning.py"),
      ],
    },
    "a list of steps, done one after the other": {
      task,
      agents,
      steps: [
        { fixer: "I will use list_bells and then look at the file." },
        read("tuning.py"),
        { "fixer calls list_bells": {}, returns: "12 bells" },
      ],
    },
    "calls at the same time": {
      task,
      agents,
      steps: [
        { fixer: "I will use list_bells." },
        { "fixer calls read_file": { path: "tuning.py" } },
        { "fixer calls list_bells": {}, returns: "12 bells" },
      ],
    },
    "words that name no tool": {
      task,
      agents,
      steps: [{ fixer: "Let me look around first." }, read("tuning.py")],
    },
    "somebody else's call": {
      task,
      agents,
      steps: [{ lead: "I will use list_bells." }, read("tuning.py")],
    },
  },
});
