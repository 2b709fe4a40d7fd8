import { noSourceOpened } from "../../../src/detectors/verification-missing/no-source.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const capabilities = { declaredTools: true };
const task = "In which year was the sluice at Holm rebuilt?";
const agents = {
  archivist: { role: "Answers questions about buildings.", tools: ["search_archive", "final_answer"] },
};
const plan = {
  archivist: "Plan: 1. Use search_archive to find the record of the sluice. 2. Answer with the year.",
};
const answer = { "archivist → user": "The sluice was rebuilt in 1894." };
const code = (text: string, output: string) => ({
  "archivist calls python_interpreter": { code: text },
  returns: output,
});

testDetector(noSourceOpened, {
  finds: {
    "a search that is announced and never made": {
      ...{ task, agents, capabilities, end: "completed" },
      steps: [plan, answer],
      finding: {
        tier: "high",
        agent: "archivist",
        steps: [1, 2],
        says: /use the tool search_archive, but nothing was looked up/,
        quotes: ["Use search_archive to find", "rebuilt in 1894"],
      },
    },
    "code that only prints what was to be asked": {
      ...{ task, agents, capabilities, end: "completed" },
      steps: [
        plan,
        code(
          "question = \"Please search_archive('Holm') for the sluice\"  # then read_page\nprint(question)",
          "Please …",
        ),
        { "archivist calls final_answer": { answer: "1894" }, returns: "1894" },
        answer,
      ],
      finding: { tier: "high" },
    },
    "a colleague who is asked and answers from nowhere": {
      ...{ task, capabilities, end: "completed" },
      agents: { lead: { role: "Leads." }, ...agents },
      steps: [
        { "lead → archivist": "Please find the year in which the sluice was rebuilt." },
        { "archivist → lead": "It was rebuilt in 1894." },
        { "lead → user": "1894." },
      ],
      finding: { tier: "medium", agent: "archivist", says: /asked by lead to look it up/ },
    },
  },
  ignores: {
    "the search was made": {
      ...{ task, agents, capabilities, end: "completed" },
      steps: [plan, { "archivist calls search_archive": { for: "sluice" }, returns: "rebuilt 1894" }, answer],
    },
    "the search was tried and failed": {
      ...{ task, agents, capabilities, end: "completed" },
      steps: [plan, { "archivist calls search_archive": { for: "sluice" }, fails: "timeout" }, answer],
    },
    "code that calls the tool, or reads a file": {
      ...{ task, agents, capabilities, end: "completed" },
      steps: [plan, code("print(search_archive('sluice'))", "rebuilt 1894"), answer],
    },
    "code that reads the net": {
      ...{ task, agents, capabilities, end: "completed" },
      steps: [plan, code("import requests\nprint(requests.get(url).text)", "rebuilt 1894"), answer],
    },
    "no look-up was planned or asked for": {
      ...{ task: "What is 7 times 8?", agents, capabilities, end: "completed" },
      steps: [{ archivist: "7 times 8 is 56, which needs no archive." }, { "archivist → user": "56." }],
    },
    "the answer says that there is none": {
      ...{ task, agents, capabilities, end: "completed" },
      steps: [plan, { "archivist → user": "I could not find it: the year cannot be determined." }],
    },
    "nobody has a tool to look things up": {
      ...{ task, capabilities, end: "completed" },
      agents: { archivist: { tools: ["write_file"] } },
      steps: [plan, answer],
      why: /nobody in this run has a tool/,
    },
    "the run broke off": {
      ...{ task, agents, capabilities, end: "truncated" },
      steps: [plan, answer],
      why: /breaks off/,
    },
    "the format does not tell which tools there were": {
      ...{ task, agents, end: "completed", capabilities: { declaredTools: false } },
      steps: [plan, answer],
      why: /which tools were available/,
    },
  },
});
