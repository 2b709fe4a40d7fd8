import { prematureTermination } from "../../src/detectors/premature-termination.ts";
import type { Act } from "../helpers/run-of.ts";
import { testDetector } from "../helpers/test-detector.ts";

const task = "Collect the ticket prices of the four museums and write them to prices.csv.";
const look = (museum: string): Act => ({
  "clerk calls open_page": { museum },
  returns: `${museum}: 9 euros`,
});
const write: Act = { "clerk calls write_file": { path: "prices.csv", text: "…" }, returns: "written" };
const clerk = { clerk: { tools: ["open_page", "web_search", "write_file", "ask_user"] } };

testDetector(prematureTermination, {
  finds: {
    "a promise with the stop word behind it": {
      task,
      end: "completed",
      steps: [
        look("City"),
        { "clerk → user": "I will now look up the other museums. TERMINATE", marker: "terminal" },
      ],
      finding: { tier: "medium", agent: "clerk", quotes: ["look up the other museums"] },
    },
    "a colleague called by name who never answers": {
      task,
      end: "completed",
      agents: { reader: {} },
      steps: [
        { "reader → clerk": "City: 9 euros." },
        { clerk: "reader, please report the prices of the other museums." },
      ],
      finding: { tier: "medium", agent: "clerk", says: /asks a colleague/ },
    },
    "a regular end right after a call that failed": {
      task,
      end: "completed",
      steps: [look("City"), { "clerk calls open_page": { museum: "Sea" }, fails: "no such page" }],
      finding: {
        tier: "medium",
        agent: "clerk",
        says: /right after a call of open_page that failed/,
        quotes: ["no such page"],
      },
    },
    "a regular end while the matter is pending": {
      task,
      end: "completed",
      steps: [look("City"), { "clerk calls export_status": { job: 3 }, returns: "running, 20 %" }],
      finding: { tier: "medium", says: /says that it is not finished/ },
    },
    "an open item named at the end": {
      task,
      end: "completed",
      steps: [
        look("City"),
        write,
        { "clerk → user": "Three museums are in prices.csv; the fourth one is still missing." },
      ],
      finding: {
        tier: "medium",
        agent: "clerk",
        says: /clerk names something as open/,
        quotes: ["still missing"],
      },
    },
    "an open item named when the limit came": {
      task,
      end: "limit",
      steps: [
        { "clerk → lead": "City: 9 euros." },
        { "lead → clerk": "Thank you. Two of the museums have not been covered yet, please add them." },
        { "clerk → lead": "Yes." },
      ],
      finding: { tier: "medium", agent: "lead", says: /limit/ },
    },
    "a promise that the end cuts off": {
      task,
      end: "completed",
      steps: [
        look("City"),
        { "clerk → user": "City costs 9 euros. Next, I will look up the other three museums." },
      ],
      finding: {
        tier: "medium",
        says: /announces the next step, and the run ended without it/,
        quotes: ["I will look up"],
      },
    },
    "a request to a colleague that nobody answers": {
      task,
      end: "limit",
      steps: [
        { "clerk → lead": "City costs 9 euros." },
        { "lead → clerk": "Good. Could you please look up the other three as well?" },
      ],
      finding: { tier: "medium", agent: "lead", quotes: ["Could you please look up"] },
    },
    "cut off by the limit in the middle of its calls": {
      task,
      end: "limit",
      steps: [look("City"), look("Sea"), look("Mill")],
      finding: { tier: "medium", agent: "clerk" },
    },
    "a forced answer that is none": {
      task,
      end: "limit",
      steps: [
        look("City"),
        { clerk: "Sorry, need more steps to process this request.", marker: "forced-answer", canned: true },
      ],
      finding: { tier: "certain", quotes: ["need more steps"] },
    },
    "giving up after one attempt": {
      task,
      agents: clerk,
      end: "completed",
      steps: [
        { "clerk calls open_page": { museum: "City" }, fails: "404 not found" },
        { "clerk → user": "I was unable to access the page of the museum, so I give up." },
      ],
      finding: {
        tier: "high",
        agent: "clerk",
        says: /after one attempt, without trying web_search, write_file, ask_user/,
      },
    },
    "a finishing call with the status failed": {
      task,
      agents: { clerk: { tools: ["open_page", "web_search", "complete_task"] } },
      end: "completed",
      steps: [
        { "clerk calls open_page": { museum: "City" }, fails: "404 not found" },
        { "clerk calls complete_task": { status: "failed" }, returns: "ok", marker: "terminal" },
      ],
      finding: { tier: "high", quotes: ["404", "failed"] },
    },
    "success claimed over a failed delivery": {
      task,
      end: "completed",
      steps: [
        look("City"),
        { "clerk calls write_file": { path: "prices.csv", text: "…" }, fails: "PermissionError: read-only" },
        { "clerk → user": "All prices have been written to prices.csv." },
      ],
      finding: {
        tier: "high",
        says: /declares success although the last write_file call failed/,
        quotes: ["read-only"],
      },
    },
    "a placeholder for an answer": {
      task: "What does the ticket cost?",
      end: "completed",
      steps: [{ "clerk → user": "FINAL ANSWER: [price of the ticket]" }],
      finding: { tier: "high" },
    },
    "code with a placeholder": {
      task: "Write a program that reads the prices and prints the cheapest museum.",
      end: "completed",
      steps: [
        {
          "coder → user":
            "```python\ndef cheapest(prices):\n    # placeholder for the actual comparison\n    return prices[0]\n```",
        },
      ],
      finding: { tier: "medium", quotes: ["placeholder for the actual comparison"] },
    },
    "a file that never appears": {
      task,
      end: "completed",
      steps: [look("City"), look("Sea"), { "clerk → user": "City and Sea cost 9 euros each." }],
      finding: { tier: "medium", says: /prices\.csv/ },
    },
    "given up, stopped by an agent of the team": {
      task,
      agents: clerk,
      end: "stopped",
      steps: [
        { "clerk calls open_page": { museum: "City" }, fails: "404 not found" },
        { "clerk → user": "We cannot proceed with this." },
      ],
      finding: { tier: "high" },
    },
  },
  ignores: {
    "an offer behind a condition": {
      task,
      end: "completed",
      steps: [
        look("City"),
        write,
        {
          "clerk → user":
            "All are in prices.csv. If you have newer prices, send them and I will update the file.",
        },
      ],
    },
    "a result that is the answer itself": {
      task: "What does the City museum cost?",
      end: "completed",
      steps: [{ user: "What does the City museum cost?" }, look("City")],
    },
    "an exception": {
      task,
      end: "error",
      steps: [look("City"), { clerk: "Next, I will look up the other three museums." }, { error: "timeout" }],
      why: /exception/,
    },
    "waiting for a person": {
      task,
      end: "waiting",
      steps: [look("City"), { clerk: "The other three are still missing." }],
      why: /waits for a person/,
    },
    "a trace that breaks off": {
      task,
      end: "truncated",
      steps: [look("City"), { clerk: "The other three are still missing." }],
      why: /breaks off/,
    },
    "an end that the format does not record": {
      task,
      steps: [look("City"), { clerk: "Next, I will look up the other three museums." }],
      why: /does not say how the run ended/,
    },
    "stopped from outside": {
      task,
      end: "stopped",
      steps: [look("City"), { clerk: "Next, I will look up the other three museums." }],
      why: /stopped from outside/,
    },
    "a wrong but complete answer": {
      task: "What is 17 times 23?",
      end: "completed",
      steps: [{ "clerk → user": "17 times 23 is 401." }],
    },
    "finished work": {
      task,
      end: "completed",
      steps: [look("City"), write, { "clerk → user": "The prices are in prices.csv. Nothing is missing." }],
    },
    "an error that was overcome": {
      task,
      end: "completed",
      steps: [
        { "clerk calls write_file": { path: "prices.csv" }, fails: "text is missing" },
        write,
        { "clerk → user": "All prices have been written to prices.csv." },
      ],
    },
    "a failure that is told": {
      task,
      end: "completed",
      steps: [
        look("City"),
        { "clerk calls write_file": { path: "prices.csv" }, fails: "PermissionError: read-only" },
        { "clerk → user": "The prices have been collected, but prices.csv could not be written." },
      ],
    },
    "giving up after every way was tried": {
      task,
      agents: { clerk: { tools: ["open_page", "web_search"] } },
      end: "completed",
      steps: [
        { "clerk calls open_page": { museum: "City" }, fails: "404 not found" },
        { "clerk calls web_search": { query: "City museum tickets" }, fails: "no results" },
        { "clerk → user": "I was unable to find the prices for prices.csv." },
      ],
    },
    "an offer of more help": {
      task: "What does the ticket cost?",
      end: "completed",
      steps: [
        {
          "clerk → user":
            "The ticket costs 9 euros. Let me know if you need anything else, I will be happy to help.",
        },
      ],
    },
    "an offer in the form of a question": {
      task: "What does the ticket cost?",
      end: "completed",
      steps: [
        { "lead → clerk": "The ticket, please." },
        { "clerk → lead": "9 euros. If you need more, could you please add the date?" },
      ],
    },
    "a request that was answered": {
      task: "What does the ticket cost?",
      end: "completed",
      steps: [{ "lead → clerk": "Please look up the price." }, { "clerk → lead": "It costs 9 euros." }],
    },
    "a plan that was carried out": {
      task: "What does the ticket cost?",
      end: "completed",
      steps: [{ clerk: "I will look up the price." }, look("City"), { "clerk → user": "It costs 9 euros." }],
    },
    "a loop that the limit ended": {
      task,
      end: "limit",
      steps: Array.from({ length: 5 }, () => look("City")),
    },
    "an outline that was asked for": {
      task: "Write a skeleton of the program with placeholders for the logic.",
      end: "completed",
      steps: [
        {
          "coder → user":
            "```python\ndef cheapest(prices):\n    # placeholder for the actual comparison\n    return None\n```",
        },
      ],
    },
    "code whose placeholder was filled in later": {
      task: "Write a program that prints the cheapest museum.",
      end: "completed",
      steps: [
        { "coder → lead": "```python\n# TODO: implement\n```" },
        { "coder → user": "```python\nprint(min(prices, key=prices.get))\n```" },
      ],
    },
    "something missing in what is described": {
      task: "What does the letter say?",
      end: "completed",
      steps: [
        { "clerk → user": "The letter thanks the museum, and asks to be told if anything is still missing." },
      ],
    },
  },
});
