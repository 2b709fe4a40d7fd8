import type { Conversation } from "../conversation.ts";
import { Random } from "../random.ts";
import type { BenchFormat } from "./format.ts";

/** A console without a terminal is 80 columns wide; a panel takes a bar and two blanks of it on each side. */
const WIDTH = 80;
const INNER = WIDTH - 6;

/** A crew with `verbose=True`, as Rich prints its panels: a task per message, its tool calls before it. */
function transcriptOf({ number, task, turns }: Conversation): string {
  const random = new Random(number + 1);
  const crew = `Name: crew\nID: ${random.uuid()}`;
  const panels = [panel("🚀 Crew Execution Started", 1, `Crew Execution Started\n${crew}\n\n`)];
  let order = task;
  let begun = false;
  let part = 0;
  let last = "";
  const calls = new Map<string, number>();
  for (const turn of turns) {
    if (!begun) {
      const name = `Name: part ${part}\nID: ${random.uuid()}`;
      panels.push(panel("📋 Task Started", 1, `Task Started\n${name}\n\n`));
      begun = true;
    }
    if (turn.kind === "say") {
      panels.push(panel("🤖 Agent Started", 1, `Agent: ${turn.agent}\n\nTask: ${order}\n`));
      panels.push(panel("✅ Agent Final Answer", 1, `Agent: ${turn.agent}\n\nFinal Answer:\n${turn.text}\n`));
      panels.push(
        panel("📋 Task Completion", 1, `Task Completed\nName: part ${part++}\nAgent: ${turn.agent}\n\n`),
      );
      last = turn.text;
      order = "Go on.";
      begun = false;
      continue;
    }
    const count = (calls.get(turn.tool) ?? 0) + 1;
    calls.set(turn.tool, count);
    const tool = `Tool: ${turn.tool}`;
    panels.push(
      panel(`🔧 Tool Execution Started (#${count})`, 1, `${tool}\nArgs: ${pythonDict(turn.args)}\n\n`),
    );
    const output = `Tool Completed\n${tool}\nOutput: ${turn.result}\n\n`;
    panels.push(panel(`✅ Tool Execution Completed (#${count})`, 1, output));
  }
  const output = `Crew Execution Completed\n${crew}\nFinal Output: ${last}\n\n`;
  panels.push(panel("Crew Completion", 0, output));
  return panels.join("\n");
}

function pythonDict(args: Readonly<Record<string, string | number>>): string {
  const members = Object.entries(args).map(
    ([key, value]) => `'${key}': ${typeof value === "number" ? value : `'${value.replaceAll("\n", "\\n")}'`}`,
  );
  return `{${members.join(", ")}}`;
}

/** `wide`: how many characters of the title take two columns but are one, emoji beyond the first plane being two. */
function panel(title: string, wide: number, text: string): string {
  const free = WIDTH - 4 - columnsOf(title, wide);
  const left = Math.floor(free / 2);
  const rows = ["", ...text.split("\n").flatMap(wrap)].map((row) => `│  ${row.padEnd(INNER)}  │`);
  const top = `╭${"─".repeat(left)} ${title} ${"─".repeat(free - left)}╮`;
  return [top, ...rows, `╰${"─".repeat(WIDTH - 2)}╯`, ""].join("\n");
}

function columnsOf(title: string, wide: number): number {
  return [...title].length + wide;
}

/** As Rich breaks a line: before the first word that does not fit, and inside one that is longer than a row. */
function wrap(line: string): string[] {
  const rows: string[] = [];
  let row = "";
  for (const [word] of line.matchAll(/\s*\S+\s*/g)) {
    const length = word.trimEnd().length;
    if (row.length + length <= INNER) {
      row += word;
      continue;
    }
    if (row !== "") rows.push(row.trimEnd());
    row = word;
    for (; row.trimEnd().length > INNER; row = row.slice(INNER)) rows.push(row.slice(0, INNER));
  }
  return [...rows, row.trimEnd()];
}

export const crewConsole: BenchFormat = {
  id: "crewai console",
  extension: ".txt",
  bareParse: "lines",
  fileBytes: 1 << 20,
  open: () => ({ add: transcriptOf }),
};
