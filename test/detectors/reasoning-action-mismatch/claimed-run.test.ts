import { claimedRun } from "../../../src/detectors/reasoning-action-mismatch/claimed-run.ts";
import type { Act } from "../../helpers/run-of.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const task = "Write a function that counts the beats of a waltz, with tests.";
const code: Act = {
  "coder → tester":
    "```python\ndef beats(bars):\n    return 3 * bars\n\ndef test_four():\n    assert beats(4) == 12\n```",
};
const claims = (words: string): Act => ({ "tester → coder": words });

testDetector(claimedRun, {
  finds: {
    "a count of passed tests": {
      task,
      steps: [code, claims("**Result: 9/9 passed.**")],
      finding: { tier: "medium", agent: "tester", steps: [2], quotes: ["9/9 passed"] },
    },
    "tests and samples": {
      task,
      steps: [code, claims("Ran 10,000 samples of beats(n). All 4 tests pass.")],
      finding: { tier: "high", says: /reports results of a run/ },
    },
    "the output of a test runner written out": {
      task,
      steps: [code, claims("```\n===== 4 passed in 0.02s =====\n```")],
      finding: { tier: "high", quotes: ["4 passed in 0.02s"] },
    },
    "a run of somebody else's tests": {
      task,
      steps: [code, { "lead → user": "Running the Tester's suite against the function:\n- test_four: PASS" }],
      finding: { tier: "high", agent: "lead" },
    },
    "a forecast that the next agent takes for a result": {
      task,
      steps: [
        code,
        claims("When you run this you should see the following output:\n```\n12\n```"),
        { "lead → user": "The results show that it works." },
      ],
      finding: { tier: "medium", agent: "tester", says: /lead goes on from it as from a result/ },
    },
    "a deed without a call": {
      task: "Book a table for two.",
      agents: { clerk: { tools: ["book_table"] } },
      steps: [{ "clerk → user": "I have booked the table for you." }],
      finding: { tier: "high", agent: "clerk", quotes: ["booked the table"] },
    },
  },
  ignores: {
    "a run that took place": {
      task,
      steps: [
        code,
        { "tester calls run_tests": {}, returns: "4 passed" },
        claims("All 4 tests pass: 4/4 passed."),
      ],
    },
    "a walk by hand": { task, steps: [code, claims("Tracing each case by hand, all 4 tests pass.")] },
    "what is to be reached": { task, steps: [code, claims("We are done when all 4 tests pass.")] },
    "an order": { task, steps: [code, claims("Please make sure that all tests pass.")] },
    "tests of which some failed": { task, steps: [code, claims("3/4 passed so far.")] },
    "a task without code": { task: "Plan a waltz evening.", steps: [claims("All 4 tests pass.")] },
    "a format that does not record calls": {
      task,
      capabilities: { toolCalls: false, toolResults: false },
      steps: [code, claims("All 4 tests pass.")],
    },
    "a person who may have run them": {
      task,
      steps: [code, { user: "I ran them for you: 4/4 passed." }, claims("All 4 tests pass.")],
    },
    "a deed with its call": {
      task: "Book a table for two.",
      agents: { clerk: { tools: ["book_table"] } },
      steps: [
        { "clerk calls book_table": { seats: 2 }, returns: "booked" },
        { "clerk → user": "I have booked the table." },
      ],
    },
    "a deed of an agent without tools": {
      task: "Greet the guests.",
      steps: [{ "host → user": "I have called them by name." }],
    },
    "a deed still to come": {
      task: "Book a table for two.",
      agents: { clerk: { tools: ["book_table"] } },
      steps: [{ "clerk → user": "Once I have booked the table I tell you." }],
    },
  },
});
