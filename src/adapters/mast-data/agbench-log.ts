import type { EndReason } from "../../core/run.ts";
import type { RunDraft } from "../adapter.ts";
import type { RunEnd } from "../autogen/agentchat-end.ts";
import { AgentchatRun, type ChatRecord } from "../autogen/agentchat-run.ts";
import { ORCHESTRATOR } from "../autogen/agentchat-speakers.ts";
import { ConsoleBlocks, type ConsoleEvent, parseHeader } from "../autogen/console-blocks.ts";
import { cutTail, exceptionOf, messageOf } from "../autogen/console-messages.ts";
import { firstLines, logOf, type SystemFormat, type TraceLog } from "./system-trace.ts";

const FORMAT = "mast-data/magentic-one";
const HARNESS = /^(?:RUN|SCENARIO)\.(?:SH|PY) STARTING !#!#$/;
const STARTED = "SCENARIO.PY STARTING !#!#";
const COMPLETE = "SCENARIO.PY COMPLETE !#!#";
const EXITED = /^SCENARIO\.PY EXITED WITH CODE: (-?\d{1,9}) !#!#$/;
/** The harness ends a program that takes too long: SIGTERM, SIGKILL, or the code of `timeout` itself. */
const TIMED_OUT = new Set(["124", "137", "143"]);
const FINAL_ANSWER = /^FINAL ANSWER:/m;

/** What a benchmark harness logged of a Magentic-One team: installation, the team's console, the harness's last words. */
export const agbenchLog: SystemFormat = {
  doc: {
    format: FORMAT,
    title: "Magentic-One console in an agbench log",
    writtenBy:
      "agbench's `console_log.txt` of a scenario that runs MagenticOneGroupChat with `Console`; in the MAST data sets under `trajectory` or as the trace",
    tested:
      "untested: written after agbench's source; the console inside is read as AutoGen's, which is tested",
    carries: "messages with their speaker, tool calls and results where the console prints them, the task",
    loses: "times, recipients, system prompts, model names; what was installed is left out on purpose",
    endReasons: {
      "the scenario ran to its end and a FINAL ANSWER stands in the last messages": "completed",
      "a Summary with a finish reason": "as for AutoGen's Console",
      "a traceback, or SCENARIO.PY EXITED WITH CODE": "error",
      "SCENARIO.PY EXITED WITH CODE 124, 137 or 143": "limit",
      "neither COMPLETE nor EXITED": "truncated",
    },
  },
  recognise: (value) => {
    const lines = firstLines(value);
    if (!lines.some((line) => HARNESS.test(line))) return null;
    // The console of another AgentChat team is AutoGen's own to read, whatever harness it ran in.
    const headers = lines.filter((line) => line.startsWith("---------- ")).map(parseHeader);
    const known = headers.some((header) => header?.source === ORCHESTRATOR);
    if (!known && headers.some((header) => header !== null && header.source !== "user")) return null;
    return "the harness lines of agbench";
  },
  read: (trace) => {
    const log = logOf(trace);
    return log === null ? null : runOf(log, trace.base);
  },
};

function runOf(log: TraceLog, base: string): RunDraft | null {
  const started = log.lines.indexOf(STARTED);
  const ended = log.lines.findLastIndex((text) => text === COMPLETE || EXITED.test(text));
  const blocks = new ConsoleBlocks();
  const stop = ended < 0 ? log.lines.length : ended;
  for (let line = started + 1; line < stop; line += 1) {
    blocks.add({ line: line + 1, text: log.lines[line] ?? "" });
  }
  const events = blocks.end();
  const last = events.at(-1);
  const tail = last?.kind === "block" ? cutTail(last.block) : null;
  const records = events.flatMap((event) => recordsOf(event, log));
  if (records.length === 0) return null;
  const run = new AgentchatRun(records, { format: FORMAT, locator: base, nativeKey: null, reasoning: true });
  const installed = Math.max(started, 0) + blocks.skipped;
  if (installed > 0) run.lose("log-lines", "lines of the harness before the first message", installed);
  const end: RunEnd =
    tail?.traceback == null
      ? endOf(events, log, ended)
      : {
          reason: "error",
          detail: exceptionOf(tail.traceback),
          text: tail.traceback,
          locator: log.locate(tail.tracebackLine - 1),
        };
  const draft = run.finish(end);
  if (draft.agents.some(({ name }) => name === ORCHESTRATOR)) draft.framework = "magentic-one";
  if (end.reason === "completed") {
    draft.inferred.push(
      "the scenario ran to its end with a final answer; whether it was out of rounds is not told",
    );
  }
  return draft;
}

function recordsOf(event: ConsoleEvent, log: TraceLog): ChatRecord[] {
  if (event.kind === "summary") return [];
  return [{ value: messageOf(event.block), locator: log.locate(event.block.line - 1), nested: false }];
}

function endOf(events: readonly ConsoleEvent[], log: TraceLog, ended: number): RunEnd {
  const none = { detail: null, locator: null };
  const summary = events.findLast((event) => event.kind === "summary")?.summary;
  if (summary?.finishReason != null) {
    return {
      reason: "unknown",
      detail: summary.finishReason,
      locator: log.locate(summary.finishLine - 1),
    };
  }
  if (ended < 0) return { reason: "truncated", ...none };
  const code = EXITED.exec(log.lines[ended] ?? "")?.[1];
  if (code !== undefined && code !== "0") {
    const reason: EndReason = TIMED_OUT.has(code) ? "limit" : "error";
    return { reason, detail: log.lines[ended] ?? "", locator: log.locate(ended) };
  }
  const answered = events
    .slice(-2)
    .some((event) => event.kind === "block" && FINAL_ANSWER.test(event.block.body.join("\n")));
  return { reason: answered ? "completed" : "unknown", ...none };
}
