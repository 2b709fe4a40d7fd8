import { loguruHeader, loguruRecords } from "./loguru-log.ts";
import { OpenManusRun } from "./openmanus-run.ts";
import { firstLines, logOf, type SystemFormat } from "./system-trace.ts";

const FORMAT = "mast-data/openmanus";
const ORIGIN = /^app\.(?:agent|flow)\./;
const PROMPTED = /^Enter your prompt(?: \(.{0,60}\))?: (.+)$/;
const STARTS = "Processing your request...";

/** OpenManus's console log: an agent that thinks and calls tools step by step, alone or for each step of a plan. */
export const openmanusLog: SystemFormat = {
  doc: {
    format: FORMAT,
    title: "OpenManus log",
    writtenBy:
      "OpenManus's logger (console, or a file under logs/); in the MAST data sets under `trajectory` or as the trace",
    tested: "untested: written after the source of OpenManus",
    carries:
      "thoughts, tool calls with the arguments of the first of each step, results, the plan, times, tokens; the task where the terminal's prompt line was kept",
    loses:
      "system prompts, arguments of further calls of one step, what the program printed again at its end",
    endReasons: {
      "the tool `terminate` as the last thing done": "completed",
      "terminate with status failure": "stopped",
      "Plan completed": "completed",
      "the last step of N/N without terminate; Token limit; timed out": "limit",
      "Operation cancelled / interrupted": "stopped",
      "Error in PlanningFlow; Error: …": "error",
      "(anything else)": "truncated",
    },
  },
  recognise: (value) => {
    for (const line of firstLines(value)) {
      if (ORIGIN.test(loguruHeader(line)?.origin ?? "")) return "log lines of OpenManus's agents and flows";
    }
    return null;
  },
  read: (trace) => {
    const log = logOf(trace);
    if (log === null) return null;
    const runs = [new OpenManusRun(FORMAT, trace.base)];
    const first = log.lines.findIndex((line) => loguruHeader(line) !== null);
    const before = log.lines.slice(0, Math.max(first, 0));
    let asked = promptOf(before, 0);
    for (const record of loguruRecords(log.lines)) {
      const locator = log.locate(record.line);
      let run = runs.at(-1);
      if (run === undefined) continue;
      if (record.header === STARTS && run.underWay) {
        run = new OpenManusRun(FORMAT, locator);
        runs.push(run);
      }
      if (asked !== null && !run.underWay) run.start(asked.task, log.locate(asked.line));
      asked = promptOf(record.rest, record.line + 1);
      if (asked !== null) record.rest.length = asked.line - record.line - 1;
      run.add(record, locator);
    }
    return runs.flatMap((run) => run.finish() ?? []);
  },
};

/** What was typed at the prompt, which a captured terminal shows between the records. */
function promptOf(lines: readonly string[], offset: number): { task: string; line: number } | null {
  const at = lines.findLastIndex((line) => PROMPTED.test(line));
  const task = PROMPTED.exec(lines[at] ?? "")?.[1];
  return task === undefined ? null : { task, line: offset + at };
}
