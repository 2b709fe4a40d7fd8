import { stepRepetition } from "../../src/detectors/step-repetition.ts";
import type { Act } from "../helpers/run-of.ts";
import { testDetector } from "../helpers/test-detector.ts";

const task = "Find out how many people live in Lyon and write a short note about it for the newsletter.";
const times = (count: number, ...acts: Act[]): Act[] => Array.from({ length: count }, () => acts).flat();
const search: Act = {
  "researcher calls web_search": { query: "population of Lyon" },
  returns: "Lyon: 522 250 inhabitants (2021)",
};
const listCall: Act = {
  "researcher calls open_page": { url: "https://lyon.example" },
  returns: "The page has moved.",
};
const plan =
  "First the researcher looks up the number of inhabitants, then the writer drafts the note and I check it.";
const listing =
  "```python\ndef mean(values):\n    total = 0\n    for value in values:\n        total = total + value\n    if len(values) == 0:\n        return None\n" +
  "    return total / len(values)\n\nprint(mean([1, 2, 3]))\nprint(mean([]))\nprint(mean([4]))\nfor row in table:\n    print(row, mean(row), max(row), min(row), sum(row), len(row))\n```";
const look =
  "Before the change I look at the file once more, so that the new lines go to the right place and nothing else is moved. " +
  'Action:\n```python\nresult = open_file._run(path="note.md", start=1, end=40)\nprint(result)\n```\n' +
  "Then I can say which of the lines belong to the heading and which to the table that stands below it in the note.";

testDetector(stepRepetition, {
  finds: {
    "words in common are quoted where the messages begin differently": {
      task,
      steps: ["Agreed:", "Again:", "Shortly:"].flatMap((start) => [
        {
          "planner → writer": `${start} ${plan} ${plan.replace("First", "So")} ${"And nobody may miss the deadline of the newsletter at noon, please. ".repeat(6)}`,
        },
        { writer: "Fine." },
      ]),
      finding: { tier: "high", quotes: ["First the researcher looks up the number of inhabitants"] },
    },
    "the same words again and again, with nods in between": {
      task,
      steps: ["Fine.", "I see.", "Go on, please.", "Yes?"].flatMap((nod) => [
        { "planner → writer": plan },
        { writer: nod },
      ]),
      finding: { tier: "high", agent: "planner", says: /same message 4 times/ },
    },
    "the same search four times": {
      task,
      steps: [...times(4, search), { "researcher → writer": "Lyon has 522 250 inhabitants." }],
      finding: {
        tier: "high",
        agent: "researcher",
        steps: [1, 2, 3, 4, 5, 6, 7, 8],
        says: /researcher called web_search .* 4 times .* same result/,
        quotes: ["population of Lyon", "522 250"],
      },
    },
    "three times is medium": { task, steps: times(3, search), finding: { tier: "medium" } },
    "the same lasting error three times": {
      task,
      steps: times(3, {
        "clerk calls open_file": { path: "notes.txt" },
        fails: "FileNotFoundError: notes.txt",
      }),
      finding: { tier: "high", says: /same error/, quotes: ["FileNotFoundError"] },
    },
    "key order and clock times do not matter": {
      task,
      steps: [
        { "clerk calls lookup": { a: 1, b: 2 }, returns: "2026-03-01T10:00:00Z no entry found" },
        { "clerk calls lookup": { b: 2, a: 1 }, returns: "2026-03-01T10:00:09Z no entry found" },
        { "clerk calls lookup": { a: 1, b: 2 }, returns: "2026-03-01T10:00:17Z no entry found" },
      ],
      finding: { tier: "medium" },
    },
    "a loop of two calls is one finding": {
      task,
      steps: times(4, search, {
        "researcher calls open_page": { url: "https://lyon.example" },
        returns: "The page has moved.",
      }),
      finding: { tier: "high", says: /loop 4 times \(the same web_search call, the same open_page call\)/ },
    },
    "a call that is refused because it was just made": {
      task,
      steps: [
        search,
        ...times(3, { ...search, returns: "This input was just used, try another one.", executed: false }),
      ],
      finding: {
        tier: "high",
        says: /4 times: it got the result once, and the framework refused the others/,
      },
    },
    "equal results apart from the refusal of the next call": {
      task,
      steps: [
        ...times(3, search),
        { ...search, returns: "This input was just used, try another one.", executed: false },
      ],
      finding: {
        tier: "high",
        says: /3 times and got the same result each time; the framework refused the next one/,
        quotes: ["522 250", "just used"],
      },
    },
    "a loop whose calls the framework refuses in the end": {
      task,
      steps: [
        ...times(4, search, listCall),
        { ...search, returns: "This input was just used, try another one.", executed: false },
      ],
      finding: { tier: "high", says: /loop .*; the framework refused 1 of the calls/ },
    },
    "a loop of delegating and reporting back, from its first handover on": {
      task,
      steps: [
        ...times(
          4,
          { "planner calls delegate": { to: "researcher" }, returns: "Lyon: 522 250 inhabitants" },
          { "planner hands to researcher": "Find the number of inhabitants of Lyon." },
          {
            "researcher → planner":
              "The city of Lyon has 522 250 inhabitants, according to the census of the year 2021.",
          },
        ),
      ],
      finding: {
        tier: "high",
        says: /the same handover/,
        steps: Array.from({ length: 16 }, (_, at) => at + 1),
      },
    },
    "writing the same file and running into the same error": {
      task,
      steps: times(
        4,
        { "coder calls write_file": { path: "a.py", content: "print(x)" }, returns: "written" },
        { "coder calls run_python": { path: "a.py" }, fails: "NameError: name 'x' is not defined" },
      ),
      finding: { tier: "high", says: /loop/ },
    },
    "the same code executed to the same error": {
      task,
      agents: { terminal: { kind: "executor" } },
      steps: times(
        3,
        { "coder → terminal": "Let us run it.\n```python\nimport polars\n```" },
        {
          "terminal → coder": "exitcode: 1 (execution failed)\nModuleNotFoundError: No module named 'polars'",
        },
      ),
      finding: { tier: "high", agent: "coder", says: /ran the same code 3 times/, quotes: ["import polars"] },
    },
    "two agents that tell each other the same": {
      task,
      steps: times(
        3,
        { "planner → writer": plan },
        {
          "writer → planner": "I will start as soon as the researcher has sent me the number of inhabitants.",
        },
      ),
      finding: { tier: "high", says: /loop 3 times \(the same message\)/ },
    },
    "an unchanged request that brings the same answer is the asker's repetition": {
      task,
      steps: times(
        2,
        { "planner → writer": plan },
        {
          "writer → planner": "I will start as soon as the researcher has sent me the number of inhabitants.",
        },
      ),
      finding: {
        tier: "medium",
        agent: "planner",
        says: /planner sent writer the same message 2 times and got the same answer/,
      },
    },
    "handing over in a circle": {
      task,
      steps: times(
        4,
        { "triage hands to billing": "Over to billing." },
        { "billing hands to triage": "Transferred to triage." },
      ),
      finding: { tier: "high", says: /with the same outcome|no work done/ },
    },
    "code handed in unchanged after a review asked for changes": {
      task: "Write a function that computes the mean.",
      steps: [
        { "coder → reviewer": listing },
        {
          "reviewer → coder":
            "The variable table is not defined, please fix that and send me the new version.",
        },
        { "coder → reviewer": listing },
        { "reviewer → coder": "table is still not defined." },
      ],
      finding: { tier: "medium", agent: "coder" },
    },
  },
  ignores: {
    "short answers that say something": {
      task,
      steps: ["No.", "Not yet.", "It failed.", "42"].flatMap((word) => [
        { "planner → writer": plan },
        { writer: word },
      ]),
      candidate: true,
    },
    "polling a job": {
      task,
      steps: times(12, { "operator calls get_job_status": { id: 7 }, returns: "status: running" }),
    },
    "asking for a result that is not ready": {
      task,
      steps: times(6, { "operator calls fetch_report": { id: 7 }, returns: "The report is not ready yet." }),
    },
    "sleeping in a shell": {
      task,
      steps: times(6, { "operator calls bash": { command: "sleep 30" }, returns: "" }),
    },
    paging: {
      task,
      steps: [1, 2, 3, 4, 5].map((page) => ({
        "clerk calls list_orders": { page },
        returns: `orders of page ${page}`,
      })),
    },
    "a next-page call without arguments": {
      task,
      steps: [1, 2, 3, 4, 5].map((page) => ({
        "clerk calls next_page": {},
        returns: `orders of page ${page}`,
      })),
    },
    "pressing a key several times": {
      task,
      steps: times(6, { "operator calls press_key": { key: "down" }, returns: "ok" }),
    },
    "retries after an error that passes": {
      task,
      steps: times(5, {
        "clerk calls fetch": { url: "https://a.example" },
        fails: "503 Service Unavailable",
      }),
    },
    "a retry with a changed input": {
      task,
      steps: ["Lyon", "Lyon, France", "Lyon (city)"].map((query) => ({
        "researcher calls web_search": { query },
        returns: "no results",
      })),
    },
    "retries by the framework": {
      task,
      steps: [search, { ...search, retry_of: 1 }, { ...search, retry_of: 1 }, { ...search, retry_of: 1 }],
    },
    "test, edit, test": {
      task: "Make the tests pass.",
      steps: [1, 2, 3, 4].flatMap((version) => [
        { "coder calls edit_file": { path: "a.py", content: `version ${version}` }, returns: "saved" },
        { "coder calls run_tests": {}, fails: "1 failed, 3 passed" },
      ]),
    },
    "the same call with new results": {
      task,
      steps: ["Song A", "Song B", "Song C", "Song D"].map((song) => ({
        "dj calls current_song": {},
        returns: song,
      })),
    },
    "different agents looking up the same": {
      task,
      steps: ["a", "b", "c", "d"].map((name) => ({
        [`${name} calls web_search`]: { query: "population of Lyon" },
        returns: "Lyon: 522 250 inhabitants (2021)",
      })),
    },
    "template replies of a proxy": {
      task,
      agents: { proxy: { kind: "human-proxy" } },
      steps: [1, 2, 3, 4].flatMap((turn) => [
        { "solver → proxy": `Attempt ${turn}: I try a different substitution now, number ${turn * 7}.` },
        {
          "proxy → solver": "Continue. Please keep solving the problem until you need to query.",
          canned: true,
        },
      ]),
    },
    "doubled log lines": { task, steps: times(4, { "planner → writer": plan }) },
    "samples for a vote": {
      task,
      steps: times(5, {
        "solver → judge": "The answer is that Lyon has about 522 thousand people living in it today.",
      }),
    },
    "the same brief to several agents": {
      task,
      steps: ["a", "b", "c", "d"].map((name) => ({ [`planner → ${name}`]: plan })),
    },
    "what a restart repeats": {
      task,
      steps: times(4, { "planner → researcher": plan, marker: "restart" }, search, {
        "researcher → planner": "Lyon has 522 250 inhabitants according to the statistics office.",
      }),
    },
    "asked again by a person": {
      task,
      steps: times(4, search, { "user → researcher": "And what do you get if you look it up once more?" }),
    },
    "approved code handed over at the end": {
      task: "Write a function that computes the mean.",
      steps: [
        { "coder → reviewer": listing },
        { "reviewer → coder": "Approved, this does what was asked for." },
        { "coder → reviewer": listing },
      ],
      candidate: true,
    },
    "positions restated in a debate": {
      task: "Debate whether the office should move, in three rounds.",
      steps: [1, 2, 3].flatMap((round) => [
        {
          "pro → con":
            "The office should move because the rent is lower and the trains are closer to the new place.",
        },
        {
          "con → pro": `Argument ${round} against it: the move itself costs more than ${round} years of rent.`,
        },
      ]),
      candidate: true,
    },
    "a look that is written again before another edit, in a log without records of calls": {
      task,
      capabilities: { toolCalls: false, toolResults: false },
      steps: [
        { "clerk → lead": look },
        { "lead → clerk": "The heading still stands in the wrong place, please move it below the table." },
        { "clerk → lead": look },
        { "lead → clerk": "The table has now lost its second column; please put it back before you go on." },
      ],
      candidate: true,
    },
    "two looks at the same file": {
      task,
      steps: times(2, { "clerk calls read_file": { path: "a.txt" }, returns: "a line of text" }),
      candidate: true,
    },
  },
});
