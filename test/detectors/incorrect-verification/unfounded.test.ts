import { unfoundedApproval } from "../../../src/detectors/incorrect-verification/unfounded.ts";
import type { Act } from "../../helpers/run-of.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const task = "Write a function that sorts bell towers by height, with tests.";
const code: Act = {
  "coder → tester":
    "```python\ndef by_height(towers):\n    return sorted(towers, key=lambda tower: tower.height)\n\ndef test_two():\n    assert by_height([]) == []\n```",
};
const forecast: Act = {
  "runner → lead":
    "The output of the script should be:\n```\nLow tower\nHigh tower\n```\nTowers are now sorted.",
};

/** What a lead says to the forecast. */
const afterForecast = (words: string) => ({
  task,
  end: "completed" as const,
  steps: [code, forecast, { "lead → coder": words }],
});

/** What a reviewer says to test results that nothing gave. */
const afterReport = (words: string) => ({
  task,
  end: "completed" as const,
  steps: [code, { "tester → reviewer": "Test results: 4/4 tests passed." }, { "reviewer → lead": words }],
});

testDetector(unfoundedApproval, {
  finds: {
    "a forecast taken for the result of a run": {
      task,
      end: "completed",
      steps: [code, forecast, { "lead → user": "The output confirms that towers are sorted by height." }],
      finding: {
        tier: "medium",
        agent: "lead",
        says: /lead takes the work for verified by output that runner only supposed/,
        quotes: ["should be:", "output confirms"],
      },
    },
    "output that is said to be an example": {
      task,
      end: "completed",
      capabilities: { toolCalls: false, toolResults: false },
      steps: [
        code,
        { "runner → lead": "Execution:\n```\nLow tower\n```\nNote: the above output is just an example." },
        { "lead → user": "Thank you for running it. The towers are sorted." },
      ],
      finding: { tier: "medium", agent: "lead" },
    },
    "approval on reported tests that never ran": {
      task,
      end: "completed",
      steps: [
        code,
        { "tester → lead": "Test results: 4/4 tests passed." },
        { "lead → user": "The function is verified and ready to use." },
      ],
      finding: { tier: "medium", agent: "lead", says: /reported although nothing had run/ },
    },
    "approval by a reviewer who only says again what was reported": {
      ...afterReport(
        "by_height sorts by the height of each tower. All 4 tests passed, so the function is verified.",
      ),
      finding: { tier: "medium", agent: "reviewer" },
    },
    "approval by a reviewer who says that it goes by no report and shows no check of its own": {
      ...afterReport("I do not rely on the reported output. All looks good, the function is verified."),
      finding: { tier: "medium", agent: "reviewer" },
    },
    "approval of a forecast, with a wish for something else": {
      ...afterForecast("The output confirms that towers are sorted by height. Next, please update the docs."),
      finding: { tier: "medium", agent: "lead" },
    },
  },
  ignores: {
    "a forecast that shows what is still amiss, and work that is sent back": afterForecast(
      "Thank you for running it. The result shows that towers of equal height are not in order of their names. We need to change the key of the sort.",
    ),
    "a forecast of a fault, which is to be mended": afterForecast(
      "The output confirms it: the tallest tower is missing. Please fix the loop so that it is kept.",
    ),
    ...Object.fromEntries(
      [
        "I went through it test by test: by_height([]) gives [], and two towers come out low first. The function is verified.",
        "I traced through by_height with two towers: 30 m, then 55 m. Everything is correct.",
        "Code walkthrough: sorted() gets the heights as its key, which is what was asked. Verified, without relying on the reported results.",
        "Implementation walkthrough: sorted() gets the heights as its key. TASK COMPLETE",
        "I do not trust the claimed test run, so I checked requirement by requirement. The function is verified.",
        "Without relying on the reported results: by_height([]) gives [], by_height([3]) gives [3], by_height([5, 2]) gives [2, 5]. Verified.",
      ].map((words, index) => [
        `approval by a reviewer who looked for itself, ${index + 1}`,
        afterReport(words),
      ]),
    ),
    "a forecast that is then run": {
      task,
      end: "completed",
      agents: { terminal: { kind: "executor" } },
      steps: [
        { "coder → terminal": "```python\nprint(by_height([]))\n```\nThe output should be:\n```\n[]\n```" },
        { "terminal → coder": "exitcode: 0 (execution succeeded)\n[]" },
        { "lead → user": "The output confirms it." },
      ],
    },
    "a forecast that is doubted": {
      task,
      steps: [
        code,
        forecast,
        { "lead → runner": "The results show a forecast: it was not actually run. Please run it." },
      ],
    },
    "a forecast at the end, in answer to the user": { task, end: "completed", steps: [code, forecast] },
    "tests that ran": {
      task,
      end: "completed",
      steps: [
        code,
        { "tester calls run_tests": {}, returns: "4 passed" },
        { "tester → lead": "Test results: 4/4 tests passed." },
        { "lead → user": "The function is verified." },
      ],
    },
    "a format that records no runs": {
      task,
      capabilities: { toolCalls: false, toolResults: false },
      steps: [
        code,
        { "tester → lead": "All 4 tests pass." },
        { "lead → user": "Verified and ready to use." },
      ],
    },
  },
});
