import { callWrittenAgain } from "../../../src/detectors/step-repetition/written-again.ts";
import type { Act } from "../../helpers/run-of.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const capabilities = { toolCalls: false, toolResults: false };
const act = (agent: string, thought: string, code: string, language = "python"): Act => ({
  [agent]: `Thought: ${thought}\n\nAction:\n\`\`\`${language}\n${code}\n\`\`\``,
});
const open = (agent = "reader") =>
  act(agent, "I look at the pump.", 'print(open_file._run(path="pump.py", start=1))');
const list = (thought: string) =>
  act("reader", thought, 'result = list_folder._run(path="src/")\nprint(result)');
const edit = act("reader", "I mend it.", 'editor._run(path="pump.py", patch="def run(): return 1")');
const run = (thought: string) => act("reader", thought, "python pump.py", "bash");

testDetector(callWrittenAgain, {
  finds: {
    "two calls written again in one stretch": {
      capabilities,
      steps: [list("Where is it?"), open(), open(), list("Let me see where it is.")],
      finding: {
        tier: "medium",
        agent: "reader",
        says: /just been made once more.*2 times/,
        quotes: ['open_file._run(path="pump.py"'],
      },
    },
    "a program run again at once": {
      capabilities,
      steps: [run("Let us try."), run("Let us try it."), open(), open()],
      finding: { tier: "medium", quotes: ["python pump.py"] },
    },
  },
  ignores: {
    "one of them may be a slip": { capabilities, steps: [open(), open()], candidate: true },
    "an edit in between": {
      capabilities,
      steps: [open(), edit, open(), edit, open(), run("Now."), run("Now?")],
      candidate: true,
    },
    "a run after an edit": { capabilities, steps: [run("a"), edit, run("b"), edit, run("c")] },
    "the same look by two agents": { capabilities, steps: [open(), open("writer"), open(), open("writer")] },
    "waiting and turning pages": {
      capabilities,
      steps: Array.from({ length: 4 }, (_, at) => [
        act("reader", `${at}`, "print(wait_for_job())"),
        act("reader", `${at}`, "print(next_page())"),
      ]).flat(),
    },
    "code that is shown and not carried out": {
      capabilities,
      steps: Array.from({ length: 4 }, () => ({
        writer: "Here it is:\n```python\nprint(open('pump.py'))\n```",
      })),
    },
    "where the format records calls": { steps: [open(), open(), open(), open()] },
    "what a restart repeats": {
      capabilities,
      steps: [
        open(),
        { harness: "initialised", marker: "restart", canned: true },
        open(),
        { harness: "initialised", marker: "restart", canned: true },
        open(),
      ],
    },
  },
});
