import type { AdapterEvent, Recognition, TraceAdapter } from "../adapter.ts";
import { headLines } from "../head-lines.ts";
import type { TraceSource } from "../source.ts";
import { AGENTCHAT_END_REASONS, type RunEnd } from "./agentchat-end.ts";
import { AgentchatRuns } from "./agentchat-runs.ts";
import { ConsoleBlocks, type ConsoleEvent, parseHeader } from "./console-blocks.ts";
import { cutTail, exceptionOf, messageOf, type Tail } from "./console-messages.ts";
import { terminalLine } from "./terminal-line.ts";

const FORMAT = "autogen/console";
const NO_END: RunEnd = { reason: "unknown", detail: null, locator: null };

function recognise(source: TraceSource): Recognition | null {
  if (source.probe.kind !== "text") return null;
  let typed = 0;
  let untyped = 0;
  for (const line of headLines(source.probe.head)) {
    const header = line.includes("---------- ") ? parseHeader(terminalLine(line)) : null;
    if (header?.type !== undefined && header.type !== null) typed += 1;
    else if (header !== null && header.source !== "Summary") untyped += 1;
  }
  if (typed > 0)
    return { score: 0.9, format: FORMAT, why: `${typed} headers "---------- Type (agent) ----------"` };
  if (untyped > 0)
    return { score: 0.7, format: FORMAT, why: `${untyped} headers "---------- agent ----------"` };
  return null;
}

async function* read(source: TraceSource, format: string): AsyncIterable<AdapterEvent> {
  const blocks = new ConsoleBlocks();
  for await (const batch of source.lines()) for (const line of batch) blocks.add(line);
  const events = blocks.end();
  const typed = events.some((event) => event.kind === "block" && event.block.type !== null);
  const runs = new AgentchatRuns(format, typed);
  if (blocks.skipped > 0) runs.lose("log-lines", "lines before the first message", blocks.skipped);
  const tail = tailOf(events);
  for (const event of events) {
    if (event.kind === "summary") {
      const { finishReason: detail, finishLine, messages } = event.summary;
      if (runs.lengthSinceEnd > messages) {
        runs.note(
          `the summary counts ${messages} messages and ${runs.lengthSinceEnd} were found: one may hold a printed header`,
        );
      }
      yield* runs.end({ ...NO_END, detail, locator: `line:${finishLine}` });
      continue;
    }
    const { block, prompted } = event;
    const locator = `line:${block.line}`;
    // Console does not print requests for input, but the prompt shows that a member of the team was asked.
    if (prompted) {
      yield* runs.add({
        value: { type: "UserInputRequestedEvent", source: block.source },
        locator,
        nested: false,
      });
    } else if (block.source === "user" && runs.underWay && !runs.handedToUser) {
      runs.note(
        "the user speaks again after the agents without being asked: taken for the task of a new run",
      );
      yield* runs.end(NO_END);
    }
    yield* runs.add({ value: messageOf(block), locator, nested: false });
  }
  yield* runs.finish(endOf(tail, runs));
}

/** What a captured log holds behind its last message. */
function tailOf(events: readonly ConsoleEvent[]): Tail | null {
  const last = events.at(-1);
  return last?.kind === "block" ? cutTail(last.block) : null;
}

function endOf(tail: Tail | null, runs: AgentchatRuns): RunEnd {
  if (tail?.echoed)
    runs.lose("result-echo", "the returned TaskResult is shown below and repeats every message");
  if (tail?.traceback) {
    const detail = exceptionOf(tail.traceback);
    const stopped = /^(?:KeyboardInterrupt|asyncio\.exceptions\.CancelledError)/.test(detail);
    const locator = `line:${tail.tracebackLine}`;
    return { reason: stopped ? "stopped" : "error", detail, text: tail.traceback, locator };
  }
  if (tail?.stopReason) return { ...NO_END, detail: tail.stopReason, locator: `line:${tail.stopLine}` };
  // A shown TaskResult without a stop reason is a single agent's regular end.
  return tail?.echoed && runs.speakers === 1 ? { ...NO_END, reason: "completed" } : NO_END;
}

/** AutoGen AgentChat 0.4 and later: what `Console(team.run_stream(…))` prints. */
export const autogenConsole: TraceAdapter = {
  meta: {
    id: "autogen-console",
    version: 1,
    family: "autogen",
    formats: [
      {
        format: FORMAT,
        title: "AutoGen AgentChat Console output",
        signs: ["---------- "],
        writtenBy: "`await Console(team.run_stream(task=…))` with the output kept in a file",
        tested:
          "autogen-agentchat 0.7.5 and 0.5.7, with and without output_stats; older output with headers of the source alone",
        carries:
          "messages, tool calls and results with call ids, handoffs; with output_stats=True also tokens and the end",
        loses: "times, recipients, system prompts, model names; without output_stats=True the end and tokens",
        endReasons: {
          ...AGENTCHAT_END_REASONS,
          "a traceback through AutoGen's code at the end": "error",
          "no Summary (output_stats=False)": "unknown",
        },
      },
    ],
  },
  recognise,
  read,
};
