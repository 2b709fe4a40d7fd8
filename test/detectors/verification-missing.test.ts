import { verificationMissing } from "../../src/detectors/verification-missing.ts";
import type { Act } from "../helpers/run-of.ts";
import { testDetector } from "../helpers/test-detector.ts";

const task = "Write a Python function that turns Roman numerals into numbers.";
const code =
  "```python\nVALUES = {'I': 1, 'V': 5, 'X': 10}\n\ndef from_roman(text):\n    total = 0\n    for letter in text:\n" +
  "        total += VALUES[letter]\n    return total\n```";
const tests =
  "```python\nfrom roman import from_roman\n\ndef test_four():\n    assert from_roman('IV') == 4\n```";
const ship: Act = { "coder → user": "The function is finished and ready to use." };
const write = (path: string, content: string): Act => ({
  "coder calls write_file": { path, content },
  returns: "written",
});
const run: Act = { "coder calls run_tests": {}, returns: "3 passed" };
const canRun = { coder: { tools: ["write_file", "run_tests"] } };
const prompt = `${"You are an assistant that answers from the context and from what you know. ".repeat(12)}
When you write code, follow these rules: you must write your code in one block, and then execute the code.`;
const context = "The package has functions that create scripts. ".repeat(8);

/** A log whose agents write their calls into messages. */
const log = { toolCalls: false, toolResults: false };
const written = (agent: string, body: string, language = "python"): Act => ({
  [agent]: `Thought: next step.\n\nAction:\n\`\`\`${language}\n${body}\n\`\`\``,
});
const writtenEdit = written(
  "coder",
  'editor._run(path="roman.py", patch="""\ndef from_roman(text):\n    total = 0\n    for letter in text:\n        total += VALUES[letter]\n    return total\n""")',
);
const writtenRun = written("coder", 'echo "from roman import from_roman" > try.py && python try.py', "bash");
const conclusion: Act = { coder: "To conclude, the issue has been resolved." };

/** Testers' words that restate the code, or sample it, and call that a trace. */
const THIN_TRACES = [
  "I traced through the implementation: `from_roman` loops over the letters and adds `VALUES[letter]`. Looks good.",
  "I walked through the code by hand.\n1. `VALUES` holds the letters ✓\n2. `from_roman` loops over them ✓\n3. `total` is returned ✓\nAll fine.",
  "Manually verified the function. It sets total = 0, takes 10 for X, and returns total. Approved.",
  `Tracing the code once more:\n${code}\nThis is what was wanted, and everything passes.`,
];

/** Testers' words that show a check by hand: values worked out, or reasons for each demand. */
const WORKED_TRACES = [
  "I'll trace through the function with real numerals.\n- from_roman('V') → 5\n- from_roman('XX'): 10, then 20, returns 20\n- from_roman('') → 0, for the loop never starts",
  "By hand, statement by statement, I trace the code. With 'VI' the total starts at 0 and becomes 5. The second letter adds 1 and the total becomes 6. With 'II' it ends at 2.",
  "I trace the code against every requirement.\n**Letters:** `VALUES[letter]` is a plain look-up, so an unknown letter raises an error.\n**Order:** `for letter in text` takes them as they come, hence none is left out.\n**Start:** `total = 0` stands before the loop, so that an empty text is fine.",
  "Let me walk through the code.\n```\nfrom_roman('XI')\nX → total 10\nI → total 11\n```\nSo from_roman('XI') gives 11, from_roman('I') gives 1 and from_roman('VV') gives 10.",
];

/** A tester whom a lead told what to do works the code through by hand. */
const afterInstructions = (words: string, trace: number) => ({
  ...{ task, end: "completed" as const, capabilities: log },
  steps: [
    { "coder → lead": code },
    { "lead → tester": words },
    { "tester → lead": WORKED_TRACES[trace] ?? "" },
    ship,
  ],
});

testDetector(verificationMissing, {
  finds: {
    ...Object.fromEntries(
      THIN_TRACES.map((words, at) => [
        `a tester who traces nothing but says so, ${at + 1}`,
        {
          ...{ task, end: "completed" as const, capabilities: log },
          steps: [{ "coder → tester": code }, { "tester → coder": words }, ship],
          finding: { tier: "medium" as const, says: /whose part is to test it/ },
        },
      ]),
    ),
    "values worked out by hand although a run was asked for": {
      ...{ task: `${task} Run the code on some numerals.`, end: "completed", capabilities: log },
      steps: [{ "coder → tester": code }, { "tester → coder": WORKED_TRACES[0] ?? "" }, ship],
      finding: { tier: "medium", says: /although a test was asked for/ },
    },
    "values worked out by hand for a tester who was told to call and look": {
      ...afterInstructions(
        "Please verify the function.\n- Call `from_roman` with a small letter and confirm that it raises.\n- Feed it 'IX' and check the sum.",
        0,
      ),
      finding: { tier: "medium", says: /although a test was asked for/, quotes: ["Call `from_roman`"] },
    },
    "values worked out by hand for a tester who was given cases to try": {
      ...afterInstructions(
        "Your test checklist:\n1. A plain numeral such as 'XX' should give 20.\n2. An empty text should not crash.\n3. A small letter should end in an error.",
        0,
      ),
      finding: { tier: "medium", says: /although a test was asked for/ },
    },
    "code that its tester follows by hand": {
      task,
      end: "completed",
      capabilities: log,
      steps: [
        { "coder → tester": code },
        {
          "tester → coder": "I'll trace through the implementation with 'XII': from_roman adds 10, 1 and 1.",
        },
        ship,
      ],
      finding: {
        tier: "medium",
        agent: "coder",
        says: /tester, whose part is to test it, followed it by hand/,
        quotes: ["trace through"],
      },
    },
    "code followed by hand although a run was asked for": {
      task: `${task} Run the code on some numerals.`,
      end: "completed",
      capabilities: log,
      steps: [
        { "coder → reviewer": code },
        { "reviewer → coder": "I verified from_roman by tracing its logic by hand: VALUES is right." },
        ship,
      ],
      finding: { tier: "medium", says: /although a test was asked for/ },
    },
    "an edit in a log of written calls, and no run": {
      ...{ task, capabilities: log, end: "unknown" },
      steps: [written("coder", 'open_file._run(path="roman.py")'), writtenEdit, conclusion],
      finding: { tier: "medium", agent: "coder", says: /never run/, quotes: ["To conclude"] },
    },
    "an edit after the last written run": {
      ...{ task, capabilities: log, end: "completed" },
      steps: [writtenRun, writtenEdit, ship],
      finding: { tier: "medium", says: /changed the code after its last run/ },
    },
    "tests in a message that nobody runs": {
      task,
      end: "completed",
      steps: [{ "coder → tester": code }, { "tester → coder": tests }, ship],
      finding: {
        tier: "medium",
        agent: "coder",
        says: /tester wrote tests, and nothing was run/,
        quotes: ["def test_four()"],
      },
    },
    "tests that nobody runs although that was asked for": {
      task: `${task} Write tests and run the tests.`,
      end: "completed",
      steps: [{ "coder → tester": code }, { "tester → coder": tests }, ship],
      finding: { tier: "high", quotes: ["run the tests", "def test_four()"] },
    },
    "tests traced by hand where the team could run them": {
      task,
      end: "completed",
      agents: canRun,
      steps: [
        { "coder → reviewer": `${code}\n${tests}` },
        { "reviewer → coder": "Tracing test_four: from_roman('IV') adds VALUES['I'] and VALUES['V'] to 6." },
        ship,
      ],
      finding: { tier: "medium", says: /wrote tests, and nothing was run/ },
    },
    "code traced by hand by the one who wrote the tests": {
      task: `${task} Write tests and run the tests.`,
      end: "completed",
      steps: [
        { "coder → tester": code },
        { "tester → coder": tests },
        { "tester → coder": "By hand, from_roman adds VALUES['I'] and VALUES['V'], which gives 6." },
        ship,
      ],
      finding: { tier: "medium" },
    },
    "finished code in answer to a question": {
      task: "What is the value of the Roman numeral XLVII, by a program?",
      end: "completed",
      agents: { terminal: { kind: "executor" } },
      steps: [{ "coder → terminal": `Here is the complete program:\n${code}` }, ship],
      finding: { tier: "high", says: /never run although the team could run it/ },
    },
    "code that the question at the end of a long prompt asks for": {
      task: `${prompt}\nUser's question is: Can you write a function that reads Roman numerals?\n\nContext is: ${context}`,
      end: "completed",
      steps: [{ "coder → lead": code }, { "lead → user": "Here you are." }],
      finding: { tier: "medium", says: /never run nor reviewed/ },
    },
    "a test file that nobody runs": {
      task,
      end: "completed",
      agents: canRun,
      steps: [
        write("roman.py", "def from_roman(text): ..."),
        write("tests/test_roman.py", "def test_four(): ..."),
        ship,
      ],
      finding: { tier: "high", agent: "coder", quotes: ["test_roman.py", "ready to use"] },
    },
    "tests of a format that records no runs": {
      task,
      capabilities: { toolCalls: false, toolResults: false },
      steps: [{ "coder → tester": code }, { "tester → coder": tests }],
      finding: { tier: "medium" },
    },
    "an edit after the last run": {
      task,
      end: "completed",
      agents: canRun,
      steps: [write("roman.py", "v1"), run, write("roman.py", "v2"), ship],
      finding: { tier: "high", agent: "coder", says: /changed the code after its last run/, quotes: ["v2"] },
    },
    "another version in a message after the last run": {
      task,
      end: "completed",
      agents: { terminal: { kind: "executor" } },
      steps: [
        { "coder → terminal": code },
        { "terminal → coder": "exitcode: 0 (execution succeeded)\n" },
        {
          "coder → user": `${code.replaceAll("total", "result").replace("+=", "= result +")}\nThis version is faster.`,
        },
      ],
      finding: { tier: "medium", agent: "coder" },
    },
    "code that the team could have run": {
      task,
      end: "completed",
      agents: canRun,
      steps: [write("roman.py", "def from_roman(text): ..."), ship],
      finding: { tier: "high", says: /never run although the team could run it/ },
    },
    "a run that was asked for": {
      task,
      end: "completed",
      steps: [
        {
          "lead → coder, tester":
            "Coder, write the function. Tester, please run the code with a few numerals.",
        },
        { "coder → tester": code },
        { "tester → lead": "I read from_roman with VALUES and it looks right." },
      ],
      finding: { tier: "medium", says: /asked for/, quotes: ["please run the code"] },
    },
    "code that nobody looks at": {
      task,
      end: "completed",
      steps: [{ "coder → lead": code }, { "lead → user": "Here you are." }],
      finding: { tier: "medium", says: /never run nor reviewed/ },
    },
  },
  ignores: {
    ...Object.fromEntries(
      WORKED_TRACES.map((words, at) => [
        `a tester who works the code through by hand, unasked for a run, ${at + 1}`,
        {
          ...{ task, end: "completed" as const, capabilities: log },
          steps: [{ "coder → tester": code }, { "tester → coder": words }, ship],
        },
      ]),
    ),
    "a tester who works the code through by hand and whose report is merely waited for": afterInstructions(
      "Plan: from_roman is written, next comes the tester's pass/fail report, then the release.",
      0,
    ),
    "a tester who says in few words that it traced the rest, after it worked the code through": {
      ...{ task, end: "completed", capabilities: log },
      steps: [
        { "coder → tester": code },
        { "tester → coder": WORKED_TRACES[2] ?? "" },
        { "tester → coder": "Continuing to trace through the example at the end: it is fine." },
        ship,
      ],
    },
    "requirements, not cases, that a tester works through": {
      ...afterInstructions("Please check that the function meets what was asked: all letters, any order.", 2),
    },
    "a written run after the edit": {
      ...{ task, capabilities: log, end: "completed" },
      steps: [writtenEdit, writtenRun, ship],
    },
    "words that tell of a run where the log may not show it": {
      ...{ task, capabilities: log, end: "completed" },
      steps: [writtenEdit, { "tester → coder": "I ran the tests and all 5 passed." }, ship],
    },
    "a log of written calls that ends in a request": {
      ...{ task, capabilities: log, end: "unknown" },
      steps: [writtenEdit, { planner: "Please run the tests of the roman module now." }],
      why: /no agent calls the work done/,
    },
    "a reviewer who is no tester and whom nobody asked for a run": {
      ...{ task, capabilities: log, end: "completed" },
      steps: [
        { "coder → reviewer": code },
        {
          "reviewer → coder": "I trace through the implementation: from_roman reads VALUES for each letter.",
        },
        ship,
      ],
    },
    "code that was run": {
      task,
      end: "completed",
      agents: canRun,
      steps: [write("roman.py", "def f(): ..."), run, ship],
    },
    "a run that failed is a check too": {
      task,
      end: "completed",
      agents: canRun,
      steps: [write("roman.py", "def f(): ..."), { "coder calls run_tests": {}, fails: "1 failed" }, ship],
    },
    "code executed from a message": {
      task,
      end: "completed",
      agents: { terminal: { kind: "executor" } },
      steps: [
        { "coder → terminal": code },
        { "terminal → coder": "exitcode: 0 (execution succeeded)\n" },
        ship,
      ],
    },
    "the executed code handed over": {
      task,
      end: "completed",
      agents: { terminal: { kind: "executor" } },
      steps: [
        { "coder → terminal": code },
        { "terminal → coder": "exitcode: 0 (execution succeeded)\n" },
        { "coder → user": `Here is the function:\n${code}` },
      ],
    },
    "documentation written after the last run": {
      task,
      end: "completed",
      agents: canRun,
      steps: [write("roman.py", "def f(): ..."), run, write("README.md", "How to use it"), ship],
    },
    "how to start it, after the last run": {
      task,
      end: "completed",
      agents: canRun,
      steps: [
        write("roman.py", "def f(): ..."),
        run,
        {
          "coder → user":
            "Start it with:\n```bash\npython roman.py IV\npython roman.py XII\npython roman.py V\n```",
        },
      ],
    },
    "a review that goes into the code": {
      task,
      end: "completed",
      steps: [
        { "coder → reviewer": code },
        {
          "reviewer → coder":
            "from_roman walks over the letters and adds VALUES[letter]; for XII that is 10+1+1 = 12.",
        },
        ship,
      ],
    },
    "a run told of in words where the format records none": {
      task,
      capabilities: { toolCalls: false, toolResults: false },
      steps: [
        { "coder → tester": `${code}\n${tests}` },
        { "tester → coder": "I have executed the tests; test_four failed with 6." },
      ],
    },
    "two lines that are read at a glance": {
      task,
      end: "completed",
      steps: [{ "coder → user": "```python\ndef double(x):\n    return 2 * x\n```" }],
    },
    "code in the task only": {
      task: `Explain this function:\n${code}`,
      end: "completed",
      steps: [{ "guide → user": "It adds up the values of the letters." }],
      why: /no code is written/,
    },
    "no code at all": {
      task: "Write two lines for a birthday card.",
      end: "completed",
      steps: [{ "poet → user": "The years go by, the cake grows tall." }],
      why: /no code is written/,
    },
    "an example in an explanation": {
      task: "What is a decorator?",
      end: "completed",
      steps: [{ "guide → user": `A decorator wraps a function, as here:\n${code}` }],
    },
    "sample code in answer to a question about code": {
      task: "Is there a function to add Roman numerals to a Python program?",
      end: "completed",
      agents: { terminal: { kind: "executor" } },
      steps: [{ "guide → terminal": `Yes, there is; it is used like this:\n${code}` }],
    },
    "how to write it, asked and shown": {
      task: "How do I write a function for Roman numerals in Python",
      end: "completed",
      steps: [{ "guide → user": `Walk over the letters, as in this sketch:\n${code}` }],
    },
    "a question in a long prompt that tells how to write code": {
      task: `${prompt}\nUser's question is: Is there a function called from_roman?\n\nContext is: ${context}`,
      end: "completed",
      agents: { terminal: { kind: "executor" } },
      steps: [{ "guide → terminal": `Yes. For instance:\n${code}` }],
    },
    "a run that broke": {
      task,
      end: "error",
      agents: canRun,
      steps: [write("roman.py", "def f(): ..."), { error: "timeout" }],
      why: /exception/,
    },
    "a trace that breaks off": {
      task,
      end: "truncated",
      agents: canRun,
      steps: [write("roman.py", "def f(): ...")],
      why: /breaks off/,
    },
  },
});
