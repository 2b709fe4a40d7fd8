import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { crewaiConsole } from "../../../src/adapters/crewai/console/adapter.ts";
import { outline, readRuns } from "../../helpers/read-runs.ts";

const SAMPLES = path.resolve(import.meta.dirname, "../../../sample-traces/crewai");
const sample = (name: string): string => readFileSync(path.join(SAMPLES, name), "utf8");
const read = (text: string) => readRuns(crewaiConsole, text);

/** A panel as Rich prints it: words broken to the width, a bar and two blanks on both sides. */
function panel(title: string, body: string, width = 80): string {
  const inner = width - 6;
  const rows = body.split("\n").flatMap((line) => wrap(line, inner));
  const border = "─".repeat(Math.max(1, width - title.length - 5));
  return [
    `╭─ ${title} ${border}╮`,
    ...["", ...rows, ""].map((row) => `│  ${row.padEnd(inner)}  │`),
    `╰${"─".repeat(width - 2)}╯`,
    "",
  ].join("\n");
}

function wrap(line: string, width: number): string[] {
  const rows: string[] = [];
  let row = "";
  for (let word of line.split(" ")) {
    if (row !== "" && row.length + 1 + word.length <= width) {
      row += ` ${word}`;
      continue;
    }
    if (row !== "") rows.push(row);
    for (; word.length > width; word = word.slice(width)) rows.push(word.slice(0, width));
    row = word;
  }
  return [...rows, row];
}

const begin = (role = "Miller", asked = "Grind the rye."): string =>
  panel("🚀 Crew Execution Started", "Crew Execution Started\nName: crew") +
  panel("🤖 Agent Started", `Agent: ${role}\n\nTask: ${asked}`);
const answer = (text: string, role = "Miller", width = 80): string =>
  panel("✅ Agent Final Answer", `Agent: ${role}\n\nFinal Answer:\n${text}`, width);
const end = panel("Crew Completion", "Crew Execution Completed\nName: crew");

test("property: words that a panel broke are joined again, at any width", async () => {
  const words = fc.array(fc.stringMatching(/^[a-z│─.]{1,30}$/), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(words, fc.integer({ min: 40, max: 200 }), async (some, width) => {
      const text = some.join(" ");
      const { run, problems } = await read(begin() + answer(text, "Miller", width) + end);
      expect(problems).toEqual([]);
      expect(run?.steps.at(-1)?.text).toBe(text);
    }),
    { numRuns: 80 },
  );
});

test("line breaks of the text itself stay, as far as the next word would have fitted", async () => {
  const text = "Rye: 40 kg\nSpelt: 12 kg\n\n- bran aside\n- sacks sewn";
  const { run } = await read(begin() + answer(text) + end);
  expect(run?.steps.at(-1)?.text).toBe(text);
});

test("colours and carriage returns change nothing", async () => {
  const plain = sample("harbour-fees.console.txt");
  const coloured = plain
    .split("\n")
    .map((line) => `\u001b[36m${line.replace("│  ", "│\u001b[0m  \u001b[1;32m")}\u001b[0m\r`)
    .join("\n");
  const [left, right] = [await read(plain), await read(coloured)];
  expect(outline(right.run)).toEqual(outline(left.run));
  expect(right.run?.steps.map((step) => step.locator)).toEqual(left.run?.steps.map((step) => step.locator));
});

test("a manager's orders go to its coworkers, and their answers back to it", async () => {
  const { run } = await read(sample("exhibition-labels.console-ansi.txt"));
  expect(run?.agents.map(({ name, kind }) => [name, kind])).toEqual([
    ["Crew Manager", "manager"],
    ["Catalogue Researcher", "llm"],
    ["Fact Checker", "llm"],
  ]);
  const moves = run?.steps
    .filter((step) => step.to.length > 0)
    .map((step) => [step.agent, step.kind, step.to[0]]);
  expect(moves).toEqual([
    [null, "message", "Crew Manager"],
    ["Crew Manager", "handoff", "Catalogue Researcher"],
    ["Catalogue Researcher", "message", "Crew Manager"],
    ["Crew Manager", "handoff", "Fact Checker"],
    ["Fact Checker", "message", "Crew Manager"],
  ]);
});

test("0.x prints an order only when the coworker has answered: the call still stands before its work", async () => {
  const order = (text: string) => panel("Tool Output", text);
  const { run } = await read(
    begin("Master Miller", "Fill the order.") +
      panel("🤖 Agent Started", "Agent: Miller\n\nTask: Grind 40 kg.") +
      answer("40 kg are ground.") +
      panel(
        "🔧 Agent Tool Execution",
        "Agent: Master Miller\n\nThought: He can do it.\n\nUsing Tool: Delegate work to coworker",
      ) +
      panel(
        "Tool Input",
        JSON.stringify('{"task": "Grind 40 kg.", "context": "Rye.", "coworker": "miller"}'),
      ) +
      order("40 kg are ground.") +
      answer("Done.", "Master Miller") +
      end,
  );
  expect(outline(run)).toEqual([
    "– message Fill the order.",
    "Master Miller tool-call delegate_work_to_coworker",
    "Master Miller handoff Grind 40 kg.\n\nRye.",
    "Miller message 40 kg are ground.",
    "Master Miller thought He can do it.",
    "Master Miller tool-result delegate_work_to_coworker",
    "Master Miller message Done.",
  ]);
  expect(run?.steps[2]?.to).toEqual(["Miller"]);
  expect(run?.steps[3]?.to).toEqual(["Master Miller"]);
});

test("a result that is printed before its call belongs to it", async () => {
  const { run } = await read(
    begin() +
      panel("✅ Tool Execution Completed (#1)", "Tool Completed\nTool: weigh\nOutput: 40 kg") +
      panel("🔧 Tool Execution Started (#1)", "Tool: weigh\nArgs: {'sack': 'rye', 'net': True}") +
      panel("🔧 Tool Execution Started (#2)", "Tool: weigh\nArgs: {'sack': 'spelt', 'net': None}") +
      panel("🔧 Tool Error (#2)", "Tool Failed\nTool: weigh\nIteration: 2\nError: the scale is off") +
      answer("Rye weighs 40 kg.") +
      end,
  );
  const tools = run?.steps
    .filter((step) => step.kind.startsWith("tool"))
    .map(({ kind, args, ok }) => [kind, args, ok]);
  expect(tools).toEqual([
    ["tool-call", { sack: "rye", net: true }, undefined],
    ["tool-result", undefined, true],
    ["tool-call", { sack: "spelt", net: null }, undefined],
    ["tool-result", undefined, false],
  ]);
});

test("attempts of the framework at a failing model call are one error", async () => {
  const { run } = await read(sample("customs-outage.console.txt"));
  expect(run?.steps.filter((step) => step.kind === "error")).toHaveLength(1);
  expect(run).toMatchObject({ endReason: "error", outcome: "failed" });
  expect(outline(run).filter((line) => line.startsWith("– message"))).toHaveLength(2);
});

test("repeats that CrewAI refused were not executed", async () => {
  for (const name of ["orchard-react-loop.console.txt", "apiary-loop.console.txt"]) {
    const { run } = await read(sample(name));
    const calls = run?.steps.filter((step) => step.kind === "tool-call");
    expect(calls?.map((step) => step.executed !== false)).toEqual([true, false, false, false]);
    expect(new Set(calls?.map((step) => JSON.stringify(step.args))).size).toBe(1);
  }
});

test("a panel that an agent imitates in its answer stays text", async () => {
  const fake = "╭──── Crew Failure ────╮\n│  Crew Execution Failed  │\n╰────────────────────────╯";
  const { runs } = await read(begin() + answer(fake) + end);
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({ endReason: "completed", outcome: "unknown" });
  expect(runs[0]?.steps.at(-1)?.text).toBe(fake);
});

test("crews inside a flow are one run; a second kickoff is a run of its own", async () => {
  const flow =
    panel("🌊 Flow Execution", "Starting Flow Execution\nName: Mill") +
    panel("🌊 Flow Started", "Flow Started");
  const flowEnd = panel("✅ Flow Completion", "Flow Execution Completed\nName: Mill");
  const crew = begin() + answer("Ground.") + end;
  expect((await read(flow + crew + crew + flowEnd)).runs.map((run) => run.endReason)).toEqual(["completed"]);
  expect((await read(crew + crew)).runs.map((run) => run.endReason)).toEqual(["completed", "completed"]);
  expect((await read(flow + crew)).runs.map((run) => run.endReason)).toEqual(["truncated"]);
  expect((await read(begin() + crew)).runs.map((run) => run.endReason)).toEqual(["truncated", "completed"]);
  const notice = panel("✨ Update Available ✨", "A new version");
  expect((await read(notice + crew)).runs).toHaveLength(1);
});

test("an agent that is kicked off by itself is a run of its own, inside a flow a part of the flow's", async () => {
  const single =
    panel("🤖 LiteAgent Started", "LiteAgent Started\nRole: Miller\nStatus: In Progress") +
    panel("🤖 LiteAgent Started", "LiteAgent Session Started\nName: Miller\nid: 1\nrole: Miller") +
    panel("🔧 Tool Execution Started (#1)", "Tool: weigh\nArgs: {'sack': 'rye'}") +
    answer("40 kg.") +
    panel("✅ LiteAgent Completed", "LiteAgent Completed\nRole: Miller");
  const { runs } = await read(single + single);
  expect(runs.map((run) => run.endReason)).toEqual(["completed", "completed"]);
  expect(outline(runs[0] ?? null)).toEqual(["Miller tool-call weigh", "Miller message 40 kg."]);
  const flow = panel("🌊 Flow Started", "Flow Started\nName: Mill");
  const crew = begin("Baker", "Bake.") + answer("Baked.", "Baker") + end;
  const inFlow = await read(flow + crew + single + panel("✅ Flow Completion", "Flow Execution Completed"));
  expect(inFlow.runs.map((run) => run.endReason)).toEqual(["completed"]);
  expect(outline(inFlow.run).at(-1)).toBe("Miller message 40 kg.");
  const failed = single.replace("✅ LiteAgent Completed ─", "❌ LiteAgent Failed ────");
  expect((await read(failed)).run).toMatchObject({ endReason: "error", outcome: "failed" });
});

test("arguments that the console cut are kept as written, and counted as a loss", async () => {
  const args = `${`{'text': '${"rye ".repeat(80)}'}`.slice(0, 200)}...`;
  const started = panel("🔧 Tool Execution Started (#1)", `Tool: note\nArgs: ${args}`);
  const { run } = await read(begin() + started + answer("Noted.") + end);
  expect(run?.losses.map((loss) => loss.code)).toContain("arguments-cut");
  expect(typeof run?.steps[1]?.args).toBe("string");
});

test("property: a transcript cut anywhere gives at most one run, and no more steps than the whole", async () => {
  for (const name of [
    "harbour-fees.console.txt",
    "organ-tuning.console-ansi.txt",
    "apiary-loop.console.txt",
  ]) {
    const text = sample(name);
    const whole = outline((await read(text)).run).length;
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length), fc.nat(text.length), async (from, to) => {
        const { runs } = await read(text.slice(Math.min(from, to), Math.max(from, to)));
        expect(runs.length).toBeLessThanOrEqual(1);
        expect(runs.flatMap((run) => run.steps).length).toBeLessThanOrEqual(whole + 2);
      }),
      { numRuns: 40 },
    );
  }
});

test("property: panels in any order are read without a crash", async () => {
  const titles = [
    ...["🚀 Crew Execution Started", "🤖 Agent Started", "✅ Agent Final Answer", "🔧 Agent Tool Execution"],
    ...[
      "Tool Input",
      "Tool Output",
      "🔧 Tool Execution Started (#1)",
      "✅ Tool Execution Completed (#1)",
      "LLM Error",
    ],
    ...[
      "🛡️ Guardrail Failed",
      "📋 Task Failure",
      "Crew Completion",
      "🌊 Flow Started",
      "⏳ Flow Paused",
      "New Panel",
    ],
  ];
  const bodies = fc.oneof(
    fc.constantFrom("", "Agent: Miller\n\nTask: x", "Tool: weigh\nArgs: {'a': 1}", "Tool: weigh\nOutput: y"),
    fc.constantFrom(
      "Agent: Baker",
      'Tool: delegate_work_to_coworker\nArgs: {"coworker": "Baker"}',
      "Error: z",
    ),
    fc.string({ maxLength: 200 }).map((text) => text.replace(/[\r\n]/g, " ")),
  );
  const panels = fc.array(fc.tuple(fc.constantFrom(...titles), bodies), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(panels, async (some) => {
      const { problems } = await read(some.map(([title, body]) => panel(title, body)).join(""));
      expect(problems.filter(({ code }) => code !== "broken-panel" && code !== "unknown-format")).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
