import type { AdapterEvent, Recognition, TraceAdapter } from "../adapter.ts";
import { headLines } from "../head-lines.ts";
import { embeddedJson } from "../json-text.ts";
import type { TraceSource } from "../source.ts";
import { CoreLog } from "./event-log-core.ts";
import { readLogEvent } from "./event-log-line.ts";
import { TeamLog } from "./event-log-teams.ts";

const FORMAT = "autogen/event-log";
/** What a log formatter writes before the record: a time, a level, the logger's name. */
const LONGEST_PREFIX = 200;
const RECORD_START = /\{"(?:payload|type|tools|messages|tool_name|agent_id|response)"/;

/** The record of a log line, whatever the formatter wrote before it; undefined where it holds none. */
function recordIn(line: string): unknown {
  const head = RECORD_START.exec(line.slice(0, LONGEST_PREFIX + 20));
  return head === null ? undefined : embeddedJson(line.slice(head.index).trimEnd());
}

function recognise({ probe }: TraceSource): Recognition | null {
  let records = 0;
  let others = 0;
  if (probe.kind === "text") {
    // Every record says its type; the lines of other texts need not be parsed.
    if (!probe.head.includes('"type"')) return null;
    // The head may end in the middle of its last line.
    for (const line of headLines(probe.head).slice(0, -1)) {
      if (readLogEvent(recordIn(line)) !== null) records += 1;
    }
  } else {
    const values =
      probe.kind === "records"
        ? probe.records.map(({ value }) => value)
        : probe.kind === "json"
          ? [probe.value]
          : [];
    for (const value of values) {
      if (readLogEvent(value) === null) others += 1;
      else records += 1;
    }
  }
  if (records === 0 || others > records) return null;
  return { score: 0.95, format: FORMAT, why: `${records} records of autogen_core.events` };
}

async function* values(source: TraceSource): AsyncIterable<{ value: unknown; line: number }> {
  if (source.probe.kind === "text") {
    for await (const batch of source.lines()) {
      for (const { text, line } of batch) yield { value: text === "" ? null : recordIn(text), line };
    }
  } else {
    for await (const batch of source.records()) yield* batch;
  }
}

async function* read(source: TraceSource, format: string): AsyncIterable<AdapterEvent> {
  const teams = new TeamLog(format);
  const core = new CoreLog();
  let otherLines = 0;
  const finished = (draft: AdapterEvent & { type: "run" }) => {
    if (otherLines > 0) {
      draft.draft.losses.push({
        code: "log-lines",
        detail: "lines that other programs wrote",
        count: otherLines,
      });
    }
    otherLines = 0;
    return draft;
  };
  for await (const { value, line } of values(source)) {
    const event = readLogEvent(value);
    if (event === null) {
      if (value !== null) otherLines += 1;
      continue;
    }
    const adding = teams.add(event, line);
    let next = adding.next();
    for (; next.done !== true; next = adding.next()) yield finished({ type: "run", draft: next.value });
    if (!next.value) core.add(event, line);
  }
  for (const draft of teams.finish()) yield finished({ type: "run", draft });
  const draft = core.draft(format);
  if (draft !== null) yield finished({ type: "run", draft });
}

/** AutoGen 0.4 and later: the JSON lines of the logger `autogen_core.events`. */
export const autogenEventLog: TraceAdapter = {
  meta: {
    id: "autogen-event-log",
    version: 2,
    family: "autogen",
    formats: [
      {
        format: FORMAT,
        title: "AutoGen Core event log",
        signs: ["type", "payload", "sender", "receiver", "delivery_stage"],
        writtenBy:
          "`logging.getLogger(autogen_core.EVENT_LOGGER_NAME)` at level INFO with a file handler, with or without a prefix before the JSON",
        tested:
          "autogen-core and autogen-agentchat 0.7.5; 0.5.7, whose teams log their messages without words",
        carries:
          "messages, thoughts, tool calls and results with ids, handoffs, system prompts, declared tools, models, times of messages, tokens of every model call, selectors and orchestrators included; of applications without AgentChat the messages with their senders and addressees",
        loses:
          "the team's stop reason; tool calls that raise outside AgentChat; messages whose type the runtime cannot write",
        endReasons: {
          "the team ended, and its last message closes with TERMINATE": "completed",
          "the team ended after a handoff to the user; a user proxy was asked for input": "waiting",
          "an error sent to the team's manager; MessageHandlerException": "error",
          "the team's end is missing": "truncated",
          "any other end": "unknown",
        },
      },
    ],
  },
  recognise,
  read,
};
