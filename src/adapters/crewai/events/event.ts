import { isObject } from "../../../core/json.ts";
import { toIsoTime } from "../../../core/time.ts";

/** One event of CrewAI's bus, without the agent, task, crew and history objects that it repeats. */
export interface CrewEvent {
  type: string;
  locator: string;
  id: string;
  parentId: string | null;
  /** Whether the dump itself carries ids and parents (crewai 1.9 and later); else `LegacyScopes` made them. */
  writtenIds: boolean;
  /** Id of the crew, task or agent that emitted it, stable within a process. */
  fingerprint: string | null;
  /** The event that this one closes. */
  startedId: string | null;
  /** ISO time. */
  at: string | null;
  /** Orders events of one run: ISO time with microseconds, then the emission sequence. */
  order: string;
  sequence: number;
  role: string | null;
  agentId: string | null;
  taskId: string | null;
  taskName: string | null;
  /** The fields that steps are made of; which, depends on the type. */
  body: Readonly<Record<string, unknown>>;
}

/** An event by shape: a type, ids and the sequence that every event of crewai 1.9 and later carries. */
export function isCrewEvent(value: unknown): value is Record<string, unknown> {
  return (
    isObject(value) &&
    typeof value["type"] === "string" &&
    typeof value["event_id"] === "string" &&
    "emission_sequence" in value &&
    "source_fingerprint" in value
  );
}

/** An event of crewai before 1.9: the same fields without ids and sequence. */
export function isLegacyEvent(value: unknown): value is Record<string, unknown> {
  return (
    isObject(value) &&
    typeof value["type"] === "string" &&
    "source_fingerprint" in value &&
    "source_type" in value &&
    "timestamp" in value &&
    !("emission_sequence" in value)
  );
}

const KEPT: ReadonlyMap<string, readonly string[]> = new Map([
  ["crew_kickoff_failed", ["error"]],
  ["flow_started", ["flow_name"]],
  ["flow_finished", ["flow_name"]],
  ["flow_failed", ["flow_name", "error"]],
  ["flow_paused", ["flow_name", "message"]],
  ["method_execution_failed", ["error"]],
  ["task_started", ["context"]],
  ["task_completed", []],
  ["task_failed", ["error"]],
  ["agent_execution_started", ["task_prompt"]],
  ["agent_execution_completed", ["output"]],
  ["agent_execution_error", ["error"]],
  ["lite_agent_execution_completed", ["output"]],
  ["lite_agent_execution_error", ["error"]],
  ["lite_agent_execution_started", ["messages"]],
  ["agent_logs_started", ["task_description"]],
  ["agent_logs_execution", ["formatted_answer"]],
  ["llm_call_started", ["call_id", "model"]],
  ["llm_call_completed", ["response", "usage", "model", "finish_reason"]],
  ["llm_call_failed", ["call_id", "error", "model"]],
  ["tool_usage_started", ["tool_name", "tool_args"]],
  ["tool_usage_finished", ["tool_name", "output", "failure"]],
  ["tool_usage_error", ["tool_name", "tool_args", "error"]],
  ["llm_guardrail_completed", ["success", "error"]],
]);

/** Types that only link others together, or repeat what others say. */
const LINKS = new Set([
  "crew_kickoff_started",
  "crew_kickoff_completed",
  "method_execution_started",
  "method_execution_finished",
  "method_execution_paused",
  "llm_guardrail_started",
  "tool_failure_detected",
  "context_window_summarization_started",
  "context_window_summarization_completed",
]);

/** Types that say nothing of what agents did: environment, storage, pieces of texts that come whole later. */
const NOISE = new Set([
  "default_env",
  "cc_env",
  "codex_env",
  "cursor_env",
  "flow_created",
  "checkpoint_started",
  "checkpoint_completed",
  "checkpoint_failed",
  "checkpoint_pruned",
  "llm_stream_chunk",
  "llm_thinking_chunk",
]);

export function isNoise(type: string): boolean {
  return NOISE.has(type);
}

/** Whether everything that events of this type say is carried over, by them or by others. */
export function isCarried(type: string): boolean {
  return KEPT.has(type) || LINKS.has(type) || NOISE.has(type);
}

/**
 * A record as an event; null where it is none. Strings that every event repeats are shared through `intern`. An event
 * of crewai before 1.9 has no ids yet.
 */
export function readEvent(
  value: unknown,
  locator: string,
  intern: (text: string) => string,
): CrewEvent | null {
  if (!isCrewEvent(value) && !isLegacyEvent(value)) return null;
  const type = intern(String(value["type"]));
  const shared = (key: string): string | null => {
    const text = value[key];
    return typeof text === "string" && text !== "" ? intern(text) : null;
  };
  const time = typeof value["timestamp"] === "string" ? value["timestamp"] : "";
  const at = toIsoTime(time);
  const sequence = value["emission_sequence"];
  return {
    type,
    locator,
    id: shared("event_id") ?? "",
    writtenIds: "event_id" in value,
    fingerprint: shared("source_fingerprint"),
    parentId: shared("parent_event_id"),
    startedId: shared("started_event_id"),
    at,
    order: at === null ? "" : at.slice(0, 20) + (/\.(\d{1,6})/.exec(time)?.[1] ?? "").padEnd(6, "0"),
    sequence: typeof sequence === "number" ? sequence : 0,
    role: shared("agent_role"),
    agentId: shared("agent_id"),
    taskId: shared("task_id"),
    taskName: shared("task_name"),
    body: bodyOf(type, value, intern),
  };
}

/** Earlier first; events without a time by their sequence. */
export function byOrder(left: CrewEvent, right: CrewEvent): number {
  if (left.order !== "" && right.order !== "" && left.order !== right.order)
    return left.order < right.order ? -1 : 1;
  return left.sequence - right.sequence;
}

function bodyOf(
  type: string,
  value: Record<string, unknown>,
  intern: (text: string) => string,
): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const key of KEPT.get(type) ?? []) if (value[key] !== undefined) body[key] = value[key];
  if (type === "llm_call_started") Object.assign(body, promptOf(value["messages"], intern));
  if (type === "lite_agent_execution_started") body["messages"] = lastText(value["messages"]);
  if (type === "llm_call_started" || type === "agent_execution_started")
    body["tools"] = toolNames(value["tools"]);
  if (type === "task_completed") Object.assign(body, outputOf(value["output"]));
  Object.assign(body, ownersOf(value, intern));
  return body;
}

/** Only what is not history: the system prompt and the last message. */
function promptOf(messages: unknown, intern: (text: string) => string): Record<string, unknown> {
  if (!Array.isArray(messages)) return {};
  const contentOf = (message: unknown, role?: string): string | null => {
    if (!isObject(message) || typeof message["content"] !== "string") return null;
    return role === undefined || message["role"] === role ? message["content"] : null;
  };
  const system = contentOf(messages[0], "system");
  return { system: system === null ? null : intern(system), last: contentOf(messages.at(-1)) };
}

/** What a single agent was asked: a text, or the last message of a list. */
function lastText(messages: unknown): unknown {
  if (!Array.isArray(messages)) return messages;
  const last: unknown = messages.at(-1);
  return isObject(last) ? last["content"] : null;
}

function toolNames(tools: unknown): string[] | null {
  if (!Array.isArray(tools)) return null;
  const names: string[] = [];
  for (const tool of tools) {
    if (!isObject(tool)) continue;
    const named = isObject(tool["function"]) ? tool["function"] : tool;
    if (typeof named["name"] === "string") names.push(named["name"]);
  }
  return names;
}

function outputOf(output: unknown): Record<string, unknown> {
  if (!isObject(output)) return {};
  return {
    raw: output["raw"],
    description: output["description"],
    expected: output["expected_output"],
    outputAgent: output["agent"],
  };
}

/** Role and task text from the nested objects of a full dump; their other fields hold settings and credentials. */
function ownersOf(value: Record<string, unknown>, intern: (text: string) => string): Record<string, unknown> {
  const owners: Record<string, unknown> = {};
  const agent = value["agent"] ?? value["agent_info"];
  const task = value["task"];
  if (isObject(agent) && typeof agent["role"] === "string") owners["agentRole"] = intern(agent["role"]);
  if (isObject(task) && typeof task["description"] === "string") {
    owners["description"] ??= task["description"];
    if (typeof task["expected_output"] === "string") owners["expected"] = task["expected_output"];
  }
  if (isObject(agent) || isObject(task) || isObject(value["crew"])) owners["hadObjects"] = true;
  return owners;
}
