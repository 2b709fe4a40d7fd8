import { isCount, isObject } from "../../core/json.ts";
import type { Tokens } from "../../core/run.ts";
import { embeddedJson } from "../json-text.ts";
import { items, textOf } from "./agentchat-content.ts";
import type { ModelCall } from "./agentchat-model-calls.ts";

/** A row or line of the runtime log: its columns or keys by name. */
export type LogRow = Readonly<Record<string, unknown>>;

/** A message as it arrived at one receiver. */
export interface Received {
  sender: string;
  receiver: string;
  receiverClass: string;
  /** Keys of a chat message; plain text has become its `content`. */
  message: Record<string, unknown>;
  at: string;
  locator: string;
}

/** One call of a model. */
export interface Completion {
  call: ModelCall;
  /** Why it failed, or null. */
  failure: string | null;
  endedAt: string;
  locator: string;
}

export interface LoggedAgent {
  name: string;
  className: string;
  system: string | null;
  isAg2: boolean;
}

/** What AG2 gives an agent at its construction and AutoGen 0.2 does not know. */
const AG2_ARGUMENT = "context_variables";
const AG2_CONFIG = ["api_type", "http_client", "model_client_cls", "tags"];
const USAGE = "usage=CompletionUsage(";
const FAILED = /^error_code:/;

export function isEventRow(row: LogRow): boolean {
  return typeof row.event_name === "string" && "source_name" in row && "json_state" in row;
}

export function isCompletionRow(row: LogRow): boolean {
  return "invocation_id" in row && "request" in row && "response" in row;
}

export function isAgentRow(row: LogRow): boolean {
  return "wrapper_id" in row && (("agent_name" in row && "agent_type" in row) || "init_args" in row);
}

/** A received message; null for the other events, which repeat messages as replies. */
export function receivedOf(row: LogRow, locator: string): Received | null {
  if (row.event_name !== "received_message") return null;
  const state = jsonIn(row.json_state);
  if (!isObject(state)) return null;
  const { message: written } = state;
  const message: Record<string, unknown> | null =
    typeof written === "string" ? { content: written } : isObject(written) ? { ...written } : null;
  if (message === null) return null;
  if (typeof message.role !== "string") message.role = "tool_responses" in message ? "tool" : "user";
  return {
    sender: textOf(state.sender),
    receiver: textOf(row.source_name),
    receiverClass: textOf(row.agent_class_name) || textOf(row.agent_class),
    message,
    at: textOf(row.timestamp),
    locator,
  };
}

/** A completion: of the database with its response as JSON, of the file with Python's text of it. */
export function completionOf(row: LogRow, locator: string): Completion {
  const request = jsonIn(row.request);
  const asked = isObject(request) ? request : {};
  const response = jsonIn(row.response);
  const system = items(asked.messages).find(([, turn]) => turn.role === "system");
  const tools = items(asked.tools).map(([, tool]) =>
    textOf(isObject(tool.function) ? tool.function.name : ""),
  );
  const answer = isObject(response) ? response : {};
  const failure =
    textOf(answer.response) || (typeof response === "string" && FAILED.test(response) ? response : "");
  return {
    call: {
      agent: textOf(row.source_name) || null,
      model: textOf(answer.model) || textOf(asked.model) || null,
      system: system === undefined ? null : textOf(system[1].content) || null,
      tools: tools.filter((name) => name !== ""),
      tokens: isCached(row.is_cached)
        ? null
        : isObject(response)
          ? usageOf(answer.usage)
          : printedUsage(response),
    },
    failure: failure === "" ? null : failure,
    endedAt: textOf(row.end_time),
    locator,
  };
}

export function agentOf(row: LogRow): LoggedAgent {
  const args = jsonIn(row.init_args ?? row.args);
  const given = isObject(args) ? args : {};
  return {
    name: textOf(row.name) || textOf(row.agent_name),
    className: textOf(row.class) || textOf(row.agent_type),
    system: textOf(given.system_message) || null,
    isAg2: AG2_ARGUMENT in given || hasTypedConfig(given.llm_config),
  };
}

/** AG2 writes every field of a model's configuration, AutoGen 0.2 those that the user gave. */
function hasTypedConfig(config: unknown): boolean {
  if (!isObject(config)) return false;
  return items(config.config_list).some(([, entry]) => AG2_CONFIG.every((key) => key in entry));
}

function isCached(value: unknown): boolean {
  return value === 1 || value === true || value === 1n;
}

/** Columns hold JSON text, keys of a line the value itself. */
function jsonIn(value: unknown): unknown {
  return typeof value === "string" ? (embeddedJson(value) ?? value) : value;
}

function usageOf(usage: unknown): Tokens | null {
  if (!isObject(usage)) return null;
  const { prompt_tokens: input, completion_tokens: output } = usage;
  return isCount(input) && isCount(output) ? { input, output } : null;
}

/** The usage at the end of a printed `ChatCompletion(…)`. */
function printedUsage(response: unknown): Tokens | null {
  if (typeof response !== "string") return null;
  const at = response.lastIndexOf(USAGE);
  if (at < 0) return null;
  const fields = response.slice(at, at + 300);
  const input = Number(/\bprompt_tokens=(\d{1,12})/.exec(fields)?.[1] ?? Number.NaN);
  const output = Number(/\bcompletion_tokens=(\d{1,12})/.exec(fields)?.[1] ?? Number.NaN);
  return isCount(input) && isCount(output) ? { input, output } : null;
}
