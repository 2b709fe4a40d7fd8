import { isObject } from "../../core/json.ts";
import type { AdapterEvent, Recognition, TraceAdapter } from "../adapter.ts";
import type { TraceSource } from "../source.ts";
import { AGENTCHAT_END_REASONS } from "./agentchat-end.ts";
import { HOLLOW_REASON, isHollowTaskResult } from "./agentchat-hollow.ts";
import { AgentchatRuns, isChatMessage, isTaskResult } from "./agentchat-runs.ts";

const TASK_RESULT = "autogen/task-result";
const RUN_STREAM = "autogen/run-stream";
const TESTED = "autogen-agentchat 0.7.5; 0.5.7, whose TaskResult has no contents when it is dumped";
const CARRIES =
  "messages, thoughts, tool calls and results with call ids, handoffs, times (0.6 and later), tokens of each agent's model call";
const LOSES =
  "recipients, system prompts, declared tools, model names, tokens of selectors and orchestrators";

/** A wrapper that AutoGen Studio and evaluation scripts put around a TaskResult. */
function unwrapped(value: unknown): { value: unknown; pointer: string } {
  if (isObject(value) && isObject(value.task_result))
    return { value: value.task_result, pointer: "/task_result" };
  return { value, pointer: "" };
}

function recognise(source: TraceSource): Recognition | null {
  const { probe } = source;
  if (probe.kind === "json") {
    const { value } = unwrapped(probe.value);
    if (isTaskResult(value)) {
      return {
        score: "stop_reason" in value ? 0.95 : 0.9,
        format: TASK_RESULT,
        why: "messages with source and type",
      };
    }
    if (isHollowTaskResult(value)) {
      return {
        score: 0.9,
        format: TASK_RESULT,
        why: "messages with source and models_usage, without content",
      };
    }
    if (Array.isArray(value) && value.some(isChatMessage) && value.every(isStreamItem)) {
      return { score: 0.9, format: RUN_STREAM, why: "a list of messages with source and type" };
    }
    if (isChatMessage(value))
      return { score: 0.6, format: RUN_STREAM, why: "one message with source and type" };
    return null;
  }
  if (probe.kind !== "records") return null;
  const hits = probe.records.filter(({ value }) => isStreamItem(value)).length;
  if (hits === 0 || hits * 2 < probe.records.length) return null;
  return {
    score: 0.9,
    format: RUN_STREAM,
    why: `${hits} of ${probe.records.length} records are messages or a TaskResult`,
  };
}

function isStreamItem(value: unknown): boolean {
  return isChatMessage(value) || isTaskResult(value) || isHollowTaskResult(value);
}

/**
 * What a stream yields, one value after the other. A TaskResult repeats the messages streamed before it and is read in
 * full only where there were none.
 */
class StreamReader {
  private readonly runs: AgentchatRuns;

  constructor(format: string) {
    this.runs = new AgentchatRuns(format);
  }

  *add(value: unknown, locator: string): Generator<AdapterEvent> {
    const hollow = isHollowTaskResult(value);
    if (hollow || isTaskResult(value)) {
      yield* this.runs.closeWaiting();
      if (this.runs.length === 0) {
        yield* hollow ? this.addHollow(value.messages, locator) : this.addMessages(value.messages, locator);
        if (this.runs.length === 0) yield unknownRecord(`${locator}/messages`);
      }
      const detail = typeof value.stop_reason === "string" ? value.stop_reason : null;
      // Without a stop reason this is a single agent's regular end, or a team that its caller cancelled.
      yield* this.runs.end(
        detail === null
          ? { reason: this.runs.speakers === 1 ? "completed" : "unknown", detail, locator: null }
          : { reason: "unknown", detail, locator: `${locator}/stop_reason` },
      );
    } else if (isChatMessage(value)) yield* this.runs.add({ value, locator, nested: true });
    else yield unknownRecord(locator);
  }

  *addMessages(messages: readonly unknown[], locator: string): Generator<AdapterEvent> {
    for (let index = 0; index < messages.length; index += 1) {
      const value = messages[index];
      const at = `${locator}/messages/${index}`;
      if (isChatMessage(value)) yield* this.runs.add({ value, locator: at, nested: true });
      else yield unknownRecord(at);
    }
  }

  /** Who spoke, at which price, and no words: better than nothing, but not to be passed over in silence. */
  *addHollow(messages: readonly Record<string, unknown>[], locator: string): Generator<AdapterEvent> {
    for (const [index, value] of messages.entries()) {
      yield* this.runs.add({ value, locator: `${locator}/messages/${index}`, nested: true });
    }
    yield {
      type: "problem",
      problem: { locator: `${locator}/messages`, code: "no-content", message: HOLLOW_REASON },
    };
  }

  *finish(): Generator<AdapterEvent> {
    if (this.runs.length > 0) this.runs.note("no TaskResult closes the messages, so the run broke off");
    yield* this.runs.finish({ reason: "truncated", detail: null, locator: null });
  }
}

function unknownRecord(locator: string): AdapterEvent {
  const message = "neither a message nor a TaskResult of AutoGen AgentChat";
  return { type: "problem", problem: { locator, code: "unknown-record", message } };
}

async function* read(source: TraceSource, format: string): AsyncIterable<AdapterEvent> {
  const { probe } = source;
  const stream = new StreamReader(format);
  if (probe.kind === "records") {
    for await (const batch of source.records()) {
      for (const { value, line } of batch) yield* stream.add(value, `line:${line}`);
    }
  } else if (probe.kind === "json") {
    const { value, pointer } = unwrapped(probe.value);
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index += 1) yield* stream.add(value[index], `/${index}`);
    } else if (probe.damage !== null && isTaskResult(value)) {
      yield* stream.addMessages(value.messages, pointer);
    } else yield* stream.add(value, pointer);
  }
  yield* stream.finish();
}

/** AutoGen AgentChat 0.4 and later: a dumped TaskResult, or what `run_stream` yields, as JSON. */
export const autogenTaskResult: TraceAdapter = {
  meta: {
    id: "autogen-task-result",
    version: 2,
    family: "autogen",
    formats: [
      {
        format: TASK_RESULT,
        title: "AutoGen AgentChat TaskResult",
        signs: ["messages", "stop_reason", "source", "type", "models_usage"],
        writtenBy:
          '`json.dump(result.model_dump(mode="json"), file)` after `result = await team.run(task=…)`',
        tested: TESTED,
        carries: CARRIES,
        loses: `${LOSES}; type and content of messages in dumps of releases before 0.7.2, of which speakers, tokens and the end are read`,
        endReasons: AGENTCHAT_END_REASONS,
      },
      {
        format: RUN_STREAM,
        title: "AutoGen AgentChat run_stream, JSON lines",
        signs: ["source", "type", "content", "models_usage", "metadata"],
        writtenBy: "one `model_dump_json()` a line for everything that `team.run_stream(task=…)` yields",
        tested: TESTED,
        carries: CARRIES,
        loses: LOSES,
        endReasons: { ...AGENTCHAT_END_REASONS, "no TaskResult at the end": "truncated" },
      },
    ],
  },
  recognise,
  read,
};
