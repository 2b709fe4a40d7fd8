import { incorrectVerification } from "../../src/detectors/incorrect-verification.ts";
import type { Act } from "../helpers/run-of.ts";
import { testDetector } from "../helpers/test-detector.ts";

const task = "Repair the tide table so that neap tides are listed.";
const edit: Act = {
  "coder calls write_file": { path: "tides.py", content: "def neap(): ..." },
  returns: "written",
};
const failing: Act = { "tester calls run_tests": { path: "tests" }, fails: "1 failed, 5 passed: test_neap" };
const passing: Act = { "tester calls run_tests": { path: "tests" }, returns: "6 passed" };

testDetector(incorrectVerification, {
  finds: {
    "tests that fail, called passing": {
      task,
      end: "completed",
      steps: [edit, failing, { "tester → coder": "All tests pass. Approved." }],
      finding: {
        tier: "high",
        agent: "tester",
        steps: [3, 4, 5],
        says: /check that tester ran failed, and tester calls it passing/,
        quotes: ["1 failed", "All tests pass"],
      },
    },
    "work approved by another agent after failing tests": {
      task,
      end: "completed",
      steps: [edit, failing, { "lead → user": "Looks good to me, this is ready to ship." }],
      finding: { tier: "high", agent: "lead", says: /approves the work/ },
    },
    "a failure that only the output shows": {
      task,
      end: "completed",
      steps: [
        {
          "tester calls shell": { command: "python -m pytest tides" },
          returns: "F.....\n1 failed, 5 passed in 0.1s",
        },
        { "tester → lead": "The tests pass." },
      ],
      finding: { tier: "high" },
    },
    "a program that broke off, called working": {
      task,
      end: "completed",
      agents: { terminal: { kind: "executor" } },
      steps: [
        { "coder → terminal": "```python\nprint(neap(7))\n```" },
        { "terminal → coder": "exitcode: 1 (execution failed)\nNameError: name 'neap' is not defined" },
        { "coder → lead": "The program runs without errors and lists the neap tides." },
      ],
      finding: { tier: "high", agent: "coder", says: /program that coder ran failed/ },
    },
    "failing tests closed as done without a word": {
      task,
      end: "completed",
      steps: [edit, failing, { "coder → user": "The task is complete: neap tides are listed." }],
      finding: { tier: "medium", says: /closes the work as done/ },
    },
    "faults that a validator names": {
      task,
      end: "completed",
      steps: [
        { "clerk calls verify_copy": { of: "tides" }, returns: "30 pages, mismatch in 2: page 4, page 9" },
        { "clerk → lead": "I verified the copy: no problems found." },
      ],
      finding: { tier: "high", quotes: ["mismatch in 2", "no problems found"] },
    },
    "a check of the same file": {
      task,
      end: "completed",
      steps: [
        { "tester calls run_tests": { path: "test_tides.py" }, fails: "2 failed" },
        { "tester → lead": "test_tides.py: all tests pass." },
      ],
      finding: { tier: "high" },
    },
  },
  ignores: {
    "tests that pass": {
      task,
      end: "completed",
      steps: [edit, passing, { "tester → coder": "All tests pass." }],
    },
    "a validator that finds nothing": {
      task,
      end: "completed",
      steps: [
        { "clerk calls verify_copy": { of: "tides" }, returns: "30 pages, no mismatch, missing: 0" },
        { "clerk → lead": "I verified the copy: no problems found." },
      ],
    },
    "a failure, a repair and another run": {
      task,
      end: "completed",
      steps: [failing, edit, passing, { "tester → coder": "All tests pass. Approved." }],
    },
    "a repair that nobody ran again": {
      task,
      end: "completed",
      steps: [failing, edit, { "coder → user": "Repaired, ready to use." }],
    },
    "a flaky test that passes when repeated": {
      task,
      end: "completed",
      steps: [edit, failing, passing, { "tester → coder": "Approved." }],
    },
    "a failure named in the verdict": {
      task,
      end: "completed",
      steps: [edit, failing, { "lead → user": "Approved for now; test_neap fails and is tracked." }],
    },
    "a failure named before the verdict": {
      task,
      end: "completed",
      steps: [
        edit,
        failing,
        { "tester → lead": "test_neap fails, as it did before the change." },
        { "lead → user": "Approved." },
      ],
    },
    "tests that are meant to fail": {
      task,
      end: "completed",
      steps: [failing, { "tester → coder": "Good: the new test fails as expected, now write the code." }],
    },
    "a verdict on another file": {
      task,
      end: "completed",
      steps: [
        { "tester calls run_tests": { path: "test_tides.py" }, fails: "2 failed" },
        { "reviewer → coder": "README.md is approved." },
      ],
    },
    "a verdict that depends on the tests": {
      task,
      end: "completed",
      steps: [edit, failing, { "lead → coder": "Once all tests pass I will have it approved." }],
    },
    "a question": {
      task,
      end: "completed",
      steps: [edit, failing, { "lead → tester": "All tests passed?" }],
    },
    "a program that failed before the answer came another way": {
      task,
      end: "completed",
      steps: [
        {
          "coder calls python": { code: "import tides" },
          fails: "ModuleNotFoundError: No module named 'tides'",
        },
        { "coder → user": "Neap tides come after the quarter moons; the answer is approved." },
      ],
    },
    "error text inside a fixture": {
      task,
      end: "completed",
      steps: [
        {
          "tester calls run_python": { code: "print(open('log').read())" },
          returns: "job 3: 2 failed uploads",
        },
        { "tester → coder": "The program runs as expected." },
      ],
    },
  },
});
