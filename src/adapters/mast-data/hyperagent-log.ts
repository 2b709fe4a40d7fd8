import { isObject } from "../../core/json.ts";
import { RunBuilder } from "../run-builder.ts";
import { firstLines, linesOf, type SystemFormat } from "./system-trace.ts";

const FORMAT = "mast-data/hyperagent";
const RECORD = /^HyperAgent_(\S+) - [A-Z]+ - (.*)$/;
const REPLY = /^([A-Za-z][\w-]*)'s Response: ?/;
const REPORT = /^([A-Za-z][\w-]*)->([A-Za-z][\w-]*): ?/;

interface LogRecord {
  text: string;
  /** 0-based line of its first line. */
  line: number;
}

/** The log of HyperAgent, a list of lines under `trajectory` or a text file. */
export const hyperagentLog: SystemFormat = {
  doc: {
    format: FORMAT,
    title: "HyperAgent log",
    writtenBy: "HyperAgent's logger; in the MAST data sets a list of lines under `trajectory`",
    tested: "the published data sets",
    carries: "what each agent said, who reported to whom, restarts, the task where it stands beside the log",
    loses: "times, tokens, tool calls and their results (they stand only inside texts)",
    endReasons: { "last record a final answer of the planner": "completed", "(anything else)": "unknown" },
  },
  recognise: (value) => {
    const lines = firstLines(value);
    return lines.slice(0, 20).some((line) => RECORD.test(line)) ? "lines of HyperAgent's logger" : null;
  },
  read: ({ base, value }) => {
    const lines = linesOf(isObject(value) ? value["trajectory"] : value);
    if (lines === null) return null;
    const inRecord = isObject(value);
    const locate = (line: number): string => (inRecord ? `${base}/trajectory/${line}` : `line:${line + 1}`);
    const task = inRecord ? (linesOf(value["problem_statement"])?.join("\n").trim() ?? null) : null;
    const builder = new RunBuilder({
      framework: "hyperagent",
      format: FORMAT,
      locator: base,
      capabilities: { recipients: true, task: task !== null },
    });
    const run = builder.draftRun;
    if (task !== null) {
      run.task = task;
      builder.step({ kind: "message", text: task, locator: `${base}/problem_statement` });
    }
    let before = "";
    let spoken = false;
    for (const record of recordsOf(lines)) {
      const locator = locate(record.line);
      const echo = record.text === before;
      before = record.text;
      if (echo) {
        // The logger writes a record once per handler, and each re-initialisation adds a handler.
        builder.lose("logger-echo", "records that the logger wrote again right after themselves");
        continue;
      }
      if (record.text.startsWith("Initialized")) {
        if (record.text.startsWith("Initialized HyperAgent instance") && spoken) {
          builder.step({ kind: "message", text: record.text.trimEnd(), marker: "restart", locator });
        }
        continue;
      }
      const reply = REPLY.exec(record.text);
      const report = reply === null ? REPORT.exec(record.text) : null;
      const speaker = reply?.[1] ?? report?.[1];
      if (speaker === undefined) {
        builder.lose("log-noise", "records of the logger that nobody said");
        continue;
      }
      const agent = builder.agent(speaker, { kind: speaker === "Planner" ? "manager" : "llm" });
      const to = report?.[2] === undefined ? [] : [builder.agent(report[2])];
      const text = record.text.slice((reply ?? report)?.[0].length).trimEnd();
      builder.step({ kind: "message", agent, to, text, locator });
      spoken = true;
    }
    if (!spoken) return null;
    const last = builder.steps.at(-1);
    if (last?.agent === "Planner" && /^Final Answer:/m.test(last.text)) {
      last.marker = "terminal";
      run.endReason = "completed";
      run.endDetail = "Final Answer";
      run.capabilities.endReason = true;
      builder.infer("the planner's final answer as the last record ends the run regularly");
    }
    return builder.draft();
  },
};

function* recordsOf(lines: readonly string[]): Generator<LogRecord> {
  let current: LogRecord | null = null;
  for (const [line, raw] of lines.entries()) {
    const text = RECORD.exec(raw)?.[2];
    if (text === undefined) {
      if (current !== null) current.text += `\n${raw}`;
      continue;
    }
    if (current !== null) yield current;
    current = { text, line };
  }
  if (current !== null) yield current;
}
