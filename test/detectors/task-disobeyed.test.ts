import { taskDisobeyed } from "../../src/detectors/task-disobeyed.ts";
import type { Script } from "../helpers/run-of.ts";
import { testDetector } from "../helpers/test-detector.ts";

const answered = (task: string, answer: string): Script => ({
  task,
  end: "completed",
  steps: [{ "helper → writer": "I looked the facts up and passed them on." }, { "writer → user": answer }],
});
const python = (code: string): string => `Here is the module you asked for.\n\`\`\`python\n${code}\n\`\`\``;
const items = (...names: string[]): string => names.map((name, at) => `${at + 1}. ${name}`).join("\n");

testDetector(taskDisobeyed, {
  finds: {
    "no box around the answer": {
      ...answered(
        "Solve 3x = 12 and put the answer in \\boxed{}.",
        "Dividing both sides by three gives x = 4.",
      ),
      finding: {
        tier: "high",
        agent: "writer",
        says: /\\boxed/,
        quotes: ["put the answer in \\boxed{}", "x = 4"],
      },
    },
    "a decimal where fractions were ordered": {
      ...answered(
        "Use fractions instead of decimals. Put the answer in \\boxed{}. What is one eighth of nine?",
        "One eighth of nine is \\boxed{1.125}.",
      ),
      finding: { tier: "medium", quotes: ["\\boxed{1.125}"] },
    },
    "prose where JSON was ordered": {
      ...answered(
        "Look up the tide at Husum. Return the result as JSON.",
        "High tide at Husum is at 14:05 today.",
      ),
      finding: { tier: "high", says: /JSON/, quotes: ["Return the result as JSON"] },
    },
    "no table": {
      ...answered(
        "Compare both ferries. Present the result as a Markdown table.",
        "The first is faster, the other cheaper.",
      ),
      finding: { tier: "high", says: /table/ },
    },
    "a sentence where a letter was ordered": {
      ...answered(
        "Which planet is largest? Answer with only the letter.",
        "Jupiter is the largest of the planets.",
      ),
      finding: { tier: "high", says: /letter/ },
    },
    "a share where a percentage was ordered": {
      ...answered(
        "How likely is snow in May? Provide the answer in percentage.",
        "It snowed in 1 of 10 years.",
      ),
      finding: { tier: "high", says: /percentage/ },
    },
    "a list of another length": {
      ...answered("Name exactly four quiet parks in Bergen.", items("Nygårdsparken", "Årstad", "Fløyen")),
      finding: { tier: "medium", says: /exactly four quiet parks/ },
    },
    "too many words": {
      task: "Describe the lighthouse in at most 10 words.",
      end: "completed",
      steps: [
        {
          "writer → user":
            "A tall white lighthouse on a red cliff, seen from far away by every ship that passes the cape at night.",
        },
      ],
      finding: { tier: "medium", says: /at most 10 words/ },
    },
    "too many digits": {
      ...answered("What is the mean? Round it to two decimal places.", "The mean of the series is 3.14159."),
      finding: { tier: "medium", quotes: ["3.14159"] },
    },
    "a forbidden word": {
      ...answered(
        'Describe the hotel. Do not use the word "cosy".',
        "A cosy house by the lake with nine rooms.",
      ),
      finding: { tier: "medium", says: /cosy/ },
    },
    "an ordered line that is not there": {
      ...answered(
        'Write the notice. It must end with the line "The harbour office".',
        "The slipway is closed on Monday.",
      ),
      finding: { tier: "high", says: /The harbour office/ },
    },
    "another package than the standard library": {
      ...answered(
        "Write a CSV reader with the standard library only.",
        python("import pandas as pd\n\ndef read(path):\n    return pd.read_csv(path)"),
      ),
      finding: { tier: "high", quotes: ["import pandas as pd"] },
    },
    "a package that was ruled out by name": {
      ...answered(
        "Write a downloader. Do not use requests.",
        python("import requests\n\ndef load(url):\n    return requests.get(url).text"),
      ),
      finding: { tier: "high", says: /not to use requests/ },
    },
    "a placeholder where none may be": {
      ...answered(
        "Write the parser, no placeholders.",
        python("def parse(line):\n    # TODO: implement the rest\n    return None"),
      ),
      finding: { tier: "high", quotes: ["# TODO: implement the rest"] },
    },
    "a function of another name": {
      ...answered(
        "Write a function `merge_rows(a, b)` in Python.",
        python("def combine(a, b):\n    return a + b"),
      ),
      finding: { tier: "high", says: /merge_rows/ },
    },
    "another programming language": {
      ...answered(
        "Write a Rust program that counts lines.",
        python("import sys\n\nprint(sum(1 for _ in sys.stdin))"),
      ),
      finding: { tier: "high", says: /for Rust/, quotes: ["```python"] },
    },
    "a tool that was ruled out": {
      task: "How deep is the lake? Never use web_search.",
      end: "completed",
      steps: [
        { "helper calls web_search": { query: "depth of the lake" }, returns: "34 m" },
        { "helper → user": "The lake is 34 m deep." },
      ],
      finding: { tier: "high", agent: "helper", steps: [0, 1], says: /web_search/ },
    },
    "another file than the one that was named": {
      task: "Count the birds and save the table to birds.csv.",
      end: "completed",
      steps: [
        { "helper calls write_file": { path: "output.csv", content: "gull,4" }, returns: "written" },
        { "helper → user": "The counts are saved." },
      ],
      finding: { tier: "medium", says: /birds\.csv, but output\.csv/ },
    },
  },
  ignores: {
    "a wrong answer in the right form": answered(
      "Solve 3x = 12 and put the answer in \\boxed{}.",
      "It is \\boxed{5}.",
    ),
    "a form that an earlier message has": {
      task: "Return the result as JSON.",
      end: "completed",
      steps: [
        { "writer → editor": '{"tide": "14:05"}' },
        { "editor → user": "Looks good to me, that is the result." },
      ],
    },
    "a limit that a colleague's remark exceeds": {
      task: "Describe the lighthouse in at most 10 words.",
      end: "completed",
      steps: [
        { "writer → editor": "White lighthouse on a red cliff." },
        {
          "editor → user":
            "I read the description twice, and it is short, true and complete, so it can go out as it is.",
        },
      ],
    },
    "a program that must print JSON": answered(
      "Write a program. The endpoint should return the list as JSON.",
      python("def handle(request):\n    return encode(request.rows)"),
    ),
    "a condition": answered("Is the museum open? If not, answer with JSON.", "Yes, it is open until six."),
    "an example": answered("Name parks, for example exactly three in Oslo.", items("Frogner", "Ekeberg")),
    "an order that the user takes back": {
      task: "Name exactly three parks in Oslo.",
      end: "completed",
      steps: [
        { "guide → user": items("Frogner", "Ekeberg", "Tøyen") },
        { user: "Make it at least four, please." },
        { "guide → user": items("Frogner", "Ekeberg", "Tøyen", "Birkelunden", "Sofienberg") },
      ],
    },
    "a draft that broke the rule": {
      task: "Write a CSV reader, no third-party packages.",
      end: "completed",
      steps: [
        {
          "coder → reviewer": python("import pandas as pd\n\ndef read(path):\n    return pd.read_csv(path)"),
        },
        { "coder → user": python("import csv\n\ndef read(path):\n    return list(csv.reader(open(path)))") },
      ],
    },
    "code in the prompt": answered(
      "What does this print?\n```python\n# Answer with JSON, exactly four items\nimport pandas\n```",
      "It prints nothing at all.",
    ),
    "a trace that breaks off": {
      ...answered("Solve 3x = 12 and put the answer in \\boxed{}.", "Let me think about it."),
      end: "truncated",
    },
    "a limit before the answer": {
      ...answered("Solve 3x = 12 and put the answer in \\boxed{}.", "First I divide both sides."),
      end: "limit",
    },
    "two lists, of which one may be meant": answered(
      "Name exactly four quiet parks in Bergen.",
      `${items("Nygårdsparken", "Årstad")}\n\nAnd for the rain:\n\n${items("Museum", "Aquarium")}`,
    ),
    "a forbidden word that is only spoken of": answered(
      'Describe the hotel. Do not use the word "cosy".',
      'A small house by the lake. I left out "cosy" as you wished.',
    ),
  },
});
