import { isObject } from "../../core/json.ts";
import type { AdapterEvent, Recognition, TraceAdapter } from "../adapter.ts";
import type { TraceSource } from "../source.ts";
import { AGENTCHAT_END_REASONS } from "./agentchat-end.ts";
import { AgentchatStream, isChatMessage, isTaskResult } from "./agentchat-stream.ts";

const TASK_RESULT = "autogen/task-result";
const RUN_STREAM = "autogen/run-stream";
const TESTED = "autogen-agentchat 0.7.5";
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
  return isChatMessage(value) || isTaskResult(value);
}

async function* read(source: TraceSource, format: string): AsyncIterable<AdapterEvent> {
  const stream = new AgentchatStream(format);
  if (source.probe.kind === "records") {
    for await (const batch of source.records()) {
      for (const { value, line } of batch) yield* stream.add(value, `line:${line}`);
    }
  } else if (source.probe.kind === "json") {
    const { value, pointer } = unwrapped(source.probe.value);
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index += 1) yield* stream.add(value[index], `/${index}`);
    } else if (source.probe.damage !== null && isTaskResult(value)) {
      for (let index = 0; index < value.messages.length; index += 1) {
        yield* stream.add(value.messages[index], `${pointer}/messages/${index}`);
      }
    } else yield* stream.add(value, pointer);
  }
  yield* stream.end();
}

/** AutoGen AgentChat 0.4 and later: a dumped TaskResult, or what `run_stream` yields, as JSON. */
export const autogenTaskResult: TraceAdapter = {
  meta: {
    id: "autogen-task-result",
    version: 1,
    family: "autogen",
    formats: [
      {
        format: TASK_RESULT,
        title: "AutoGen AgentChat TaskResult",
        writtenBy:
          '`json.dump(result.model_dump(mode="json"), file)` after `result = await team.run(task=…)`',
        tested: TESTED,
        carries: CARRIES,
        loses: LOSES,
        endReasons: AGENTCHAT_END_REASONS,
      },
      {
        format: RUN_STREAM,
        title: "AutoGen AgentChat run_stream, JSON lines",
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
