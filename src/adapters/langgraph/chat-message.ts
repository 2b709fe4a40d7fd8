import { isObject } from "../../core/json.ts";
import type { Json, Tokens } from "../../core/run.ts";
import { PythonObject, parsePythonFields } from "../python-literal.ts";
import { readCalls, readContent, readTokens, type ToolCall } from "./message-fields.ts";

/** One LangChain message, whichever of its encodings it stood in. */
export interface ChatMessage {
  /** The framework's id; null where the message has not been through a reducer yet. */
  id: string | null;
  role: "human" | "ai" | "system" | "tool" | "remove";
  name: string | null;
  text: string;
  reasoning: string;
  calls: ToolCall[];
  /** For a tool result: the call that it answers. */
  callId: string | null;
  /** For a tool result: whether the tool worked, where the message says so. */
  ok: boolean | null;
  tokens: Tokens | null;
  model: string | null;
  /** Destination that langgraph-supervisor marks on the result of a handoff. */
  handoffTo: string | null;
  /** Written by langgraph-supervisor, not by a model: the hand back to the supervisor. */
  handoffBack: boolean;
  /** Fields that were dropped: content blocks that are no text, artifacts. */
  dropped: string[];
}

const ROLE_OF_TYPE: ReadonlyMap<string, ChatMessage["role"]> = new Map([
  ["human", "human"],
  ["user", "human"],
  ["ai", "ai"],
  ["assistant", "ai"],
  ["aimessagechunk", "ai"],
  ["aimessage", "ai"],
  ["humanmessage", "human"],
  ["humanmessagechunk", "human"],
  ["systemmessage", "system"],
  ["system", "system"],
  ["developer", "system"],
  ["tool", "tool"],
  ["toolmessage", "tool"],
  ["toolmessagechunk", "tool"],
  ["function", "tool"],
  ["functionmessage", "tool"],
  ["remove", "remove"],
  ["removemessage", "remove"],
]);

type Fields = Readonly<Record<string, unknown>>;

/** The fields of a message and what its envelope says of its kind; null where the value is no message. */
function unwrap(value: unknown): { kind: string; fields: Fields } | null {
  if (typeof value === "string") {
    // str() of a message begins so; its class is not printed.
    if (!value.startsWith("content=")) return null;
    const fields = parsePythonFields(value);
    return fields === null ? null : { kind: kindOfPrinted(fields), fields };
  }
  if (value instanceof PythonObject) {
    return ROLE_OF_TYPE.has(value.className.toLowerCase())
      ? { kind: value.className, fields: value.fields }
      : null;
  }
  if (Array.isArray(value)) {
    const [role, content] = value;
    return value.length === 2 && typeof role === "string" && typeof content === "string"
      ? { kind: role, fields: { content } }
      : null;
  }
  if (!isObject(value)) return null;
  if (value["lc"] !== undefined && Array.isArray(value["id"])) {
    const kwargs = value["kwargs"];
    const className = value["id"][value["id"].length - 1];
    return isObject(kwargs) && typeof className === "string" ? { kind: className, fields: kwargs } : null;
  }
  const type = value["type"];
  if (typeof type === "string" && isObject(value["data"])) return { kind: type, fields: value["data"] };
  if (value["content"] === undefined && value["tool_calls"] === undefined && type !== "remove") return null;
  if (typeof type === "string" && ROLE_OF_TYPE.has(type.toLowerCase())) return { kind: type, fields: value };
  return typeof value["role"] === "string" ? { kind: value["role"], fields: value } : null;
}

function kindOfPrinted(fields: Fields): string {
  if (fields["tool_call_id"] !== undefined) return "tool";
  if (fields["tool_calls"] !== undefined || fields["invalid_tool_calls"] !== undefined) return "ai";
  if (fields["usage_metadata"] !== undefined) return "ai";
  const id = fields["id"];
  if (typeof id === "string" && /^(?:lc_)?run-/.test(id)) return "ai";
  const metadata = fields["response_metadata"];
  return isObject(metadata) && Object.keys(metadata).length > 0 ? "ai" : "human";
}

/** Whether the value is a message at all, without decoding it. */
export function isMessage(value: unknown): boolean {
  if (typeof value === "string")
    return /^content=['"[]/.test(value) && / (?:additional_kwargs|id|tool_call_id)=/.test(value);
  const unwrapped = unwrap(value);
  return unwrapped !== null && roleOf(unwrapped.kind, unwrapped.fields) !== null;
}

/** The id alone, cheaply: most messages of a stream are repeats. `undefined` where it takes decoding to know. */
export function peekId(value: unknown): string | null | undefined {
  if (typeof value === "string" || Array.isArray(value)) return undefined;
  const id = unwrap(value)?.fields["id"];
  return typeof id === "string" && id !== "" ? id : null;
}

function roleOf(kind: string, fields: Fields): ChatMessage["role"] | null {
  const known = ROLE_OF_TYPE.get(kind.toLowerCase());
  if (known !== undefined) return known;
  if (!/^chat(?:message(?:chunk)?)?$/i.test(kind)) return null;
  const role = fields["role"];
  return typeof role === "string" ? (ROLE_OF_TYPE.get(role.toLowerCase()) ?? "ai") : null;
}

export function readMessage(value: unknown): ChatMessage | null {
  const unwrapped = unwrap(value);
  if (unwrapped === null) return null;
  const { kind, fields } = unwrapped;
  const role = roleOf(kind, fields);
  if (role === null) return null;
  const dropped: string[] = [];
  const content = readContent(fields["content"], dropped);
  const metadata = isObject(fields["response_metadata"]) ? fields["response_metadata"] : {};
  const status = fields["status"];
  if (fields["artifact"] !== undefined && fields["artifact"] !== null) dropped.push("artifact");
  return {
    id: textOf(fields["id"]),
    role,
    name: textOf(textOf(fields["name"])?.trim()),
    text: content.text,
    reasoning: content.reasoning || (textOf(fieldOf(fields["additional_kwargs"], "reasoning_content")) ?? ""),
    calls: role === "ai" ? readCalls(fields) : [],
    callId: role === "tool" ? callIdOf(fields) : null,
    ok: status === "error" ? false : status === "success" ? true : null,
    tokens: role === "ai" ? readTokens(fields["usage_metadata"], metadata) : null,
    model: role === "ai" ? textOf(metadata["model_name"] ?? metadata["model"]) : null,
    handoffTo: textOf(metadata["__handoff_destination"]),
    handoffBack: metadata["__is_handoff_back"] === true,
    dropped,
  };
}

function callIdOf(fields: Fields): string | null {
  const id = fields["tool_call_id"];
  return typeof id === "number" ? String(id) : textOf(id);
}

export function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

export function fieldOf(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}

/** Plain JSON of what a Python text or a parsed document holds; objects of unknown classes become their fields. */
export function toJson(value: unknown): Json {
  if (value instanceof PythonObject) return toJson({ ...value.fields });
  if (value === undefined || value === null) return null;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(toJson);
  if (!isObject(value)) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
}
