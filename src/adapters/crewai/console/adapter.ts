import type { AdapterEvent, FormatDoc, Recognition, TraceAdapter } from "../../adapter.ts";
import { headLines } from "../../head-lines.ts";
import type { TraceSource } from "../../source.ts";
import { plainLine, readBoxes, titleOf } from "./boxes.ts";
import { ConsoleRun } from "./run-of-boxes.ts";

const FORMAT = "crewai/console";

const DOC: FormatDoc = {
  format: FORMAT,
  title: "CrewAI console output",
  signs: ["Crew Execution Started", "Agent Started", "Agent Final Answer", "Task Completion"],
  writtenBy: "Crew(..., verbose=True), redirected or recorded; with or without ANSI codes, at any width",
  tested: "crewai 1.15.30, 0.186.1",
  carries:
    "tasks, agents, tool calls with arguments and results, delegation, final answers, failing model calls, guardrails, the end; 0.x: thoughts",
  loses:
    "times, tokens, models, system prompts, texts beside native tool calls; arguments beyond 200 characters (1.x), tool outputs beyond 2000 (0.x); exact line breaks; what a single agent was asked; 1.x: which agent called a tool (the one that began last is taken) and whether max_iter forced an answer",
  endReasons: {
    "Crew Completion, Flow Completion, LiteAgent Completed": "completed",
    "… after “Maximum iterations reached” (0.x)": "limit",
    "Crew Failure, Flow Failure, LiteAgent Failed": "error",
    "… with “execution timed out after N seconds”": "limit",
    "Flow Paused": "waiting",
    "none of these": "truncated",
  },
};

/** Titles that no other program prints in such a panel. */
const OWN = new Set([
  ...[
    "Crew Execution Started",
    "Agent Started",
    "Agent Final Answer",
    "Agent Tool Execution",
    "Crew Completion",
  ],
  ...["Task Started", "Task Completion", "Flow Execution", "Flow Started", "LiteAgent Started"],
]);

/** A kickoff begins, or a part of one. */
const STARTS = new Set(["Crew Execution Started", "Flow Execution", "Flow Started", "LiteAgent Started"]);

export const crewaiConsole: TraceAdapter = {
  meta: { id: "crewai-console", version: 2, family: "crewai", formats: [DOC] },

  recognise({ probe }: TraceSource): Recognition | null {
    // A panel begins with this corner; most texts have none, and need not be taken apart.
    if (probe.kind !== "text" || !probe.head.includes("╭")) return null;
    for (const line of headLines(probe.head)) {
      const title = titleOf(plainLine(line));
      if (title === null || !OWN.has(title)) continue;
      return { score: 0.95, format: FORMAT, why: `a panel “${title}”` };
    }
    return null;
  },

  async *read(source: TraceSource, format: string): AsyncIterable<AdapterEvent> {
    let run: ConsoleRun | null = null;
    for await (const part of readBoxes(source.lines())) {
      if (part.kind === "line") {
        run?.line(part);
        continue;
      }
      const starts = STARTS.has(part.title);
      if (run === null && !starts && ConsoleRun.isEcho(part.title)) continue;
      if (run === null || (starts && run.endsBefore(part.title))) {
        if (run !== null) yield { type: "run", draft: run.finish() };
        run = new ConsoleRun(format, part);
      }
      run.box(part);
      if (part.whole) continue;
      const message = `the panel “${part.title}” breaks off`;
      yield { type: "problem", problem: { locator: `line:${part.line}`, code: "broken-panel", message } };
    }
    if (run !== null) yield { type: "run", draft: run.finish() };
  },
};
