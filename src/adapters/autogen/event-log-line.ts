import { isCount, isObject } from "../../core/json.ts";
import { items, textOf } from "./agentchat-content.ts";
import type { ModelCall } from "./agentchat-model-calls.ts";

/** An agent of the runtime: `name_TEAM/TEAM` in a team (before 0.5: `name/TEAM`), `type/key` in other applications. */
export interface Party {
  name: string;
  /** What its key says: the id of its team. */
  team: string;
}

/** One line of the log, as far as it tells something. */
export type LogEvent =
  | {
      kind: "message";
      sender: Party | null;
      receiver: Party | null;
      route: "direct" | "publish" | "respond";
      /** JSON text, or the framework's remark that there is none. */
      payload: string;
    }
  /** The same message once more, as it arrives at a receiver. */
  | { kind: "delivery" }
  | { kind: "model-call"; agent: Party | null; call: ModelCall; text: string; task: string | null }
  | { kind: "tool-call"; agent: Party | null; tool: string; args: unknown; result: string }
  | { kind: "failure"; agent: Party | null; exception: string }
  /** A record of the log that says nothing about what agents did. */
  | { kind: "other" };

const ROUTES: Record<string, "direct" | "publish" | "respond"> = {
  "MessageKind.DIRECT": "direct",
  "MessageKind.PUBLISH": "publish",
  "MessageKind.RESPOND": "respond",
};
const OTHER = new Set(["LLMStreamStart", "MessageDropped", "AgentConstructionException"]);

/** Reads one record of the log; null where it is none. */
export function readLogEvent(value: unknown): LogEvent | null {
  if (!isObject(value)) return null;
  switch (value.type) {
    case "Message":
      return readMessage(value);
    case "LLMCall":
    case "LLMStreamEnd":
      return "response" in value && "agent_id" in value ? readModelCall(value) : null;
    case "ToolCall": {
      if (typeof value.tool_name !== "string") return null;
      const result = typeof value.result === "string" ? value.result : "";
      return {
        kind: "tool-call",
        agent: partyOf(value.agent_id),
        tool: value.tool_name,
        args: value.arguments,
        result,
      };
    }
    case "MessageHandlerException":
      if (!("exception" in value)) return null;
      return { kind: "failure", agent: partyOf(value.handling_agent), exception: textOf(value.exception) };
    default:
      return typeof value.type === "string" && OTHER.has(value.type) ? { kind: "other" } : null;
  }
}

function readMessage(value: Record<string, unknown>): LogEvent | null {
  const route = ROUTES[textOf(value.kind)];
  if (route === undefined || typeof value.payload !== "string") return null;
  if (value.delivery_stage !== "DeliveryStage.SEND") return { kind: "delivery" };
  return {
    kind: "message",
    sender: partyOf(value.sender),
    receiver: partyOf(value.receiver),
    route,
    payload: value.payload,
  };
}

function partyOf(id: unknown): Party | null {
  if (typeof id !== "string") return null;
  const slash = id.indexOf("/");
  if (slash <= 0) return null;
  const type = id.slice(0, slash);
  const team = id.slice(slash + 1);
  const suffix = `_${team}`;
  const name = type.length > suffix.length && type.endsWith(suffix) ? type.slice(0, -suffix.length) : type;
  return { name, team };
}

/** Requests and responses are in the form of the model's provider; OpenAI's and the client's own are understood. */
function readModelCall(value: Record<string, unknown>): LogEvent {
  const agent = partyOf(value.agent_id);
  const response = isObject(value.response) ? value.response : {};
  const { prompt_tokens: input, completion_tokens: output } = value;
  const turns = items(value.messages).map(([, turn]) => turn);
  const system = turns.find(({ role }) => role === "system" || role === "developer");
  const asked = turns.find(({ role, type }) => role === "user" || type === "UserMessage");
  const names = items(value.tools).map(([, tool]) =>
    textOf(isObject(tool.function) ? tool.function.name : tool.name),
  );
  return {
    kind: "model-call",
    agent,
    text: answerOf(response),
    task: asked === undefined ? null : contentOf(asked.content),
    call: {
      agent: agent?.name ?? null,
      model: textOf(response.model) || null,
      system: system === undefined ? null : contentOf(system.content),
      tools: Array.isArray(value.tools) ? names.filter((name) => name !== "") : null,
      tokens: isCount(input) && isCount(output) ? { input, output } : null,
    },
  };
}

function answerOf(response: Record<string, unknown>): string {
  const [choice] = items(response.choices);
  const message = choice?.[1].message;
  return contentOf(isObject(message) ? message.content : response.content);
}

function contentOf(content: unknown): string {
  if (typeof content === "string") return content;
  return items(content)
    .map(([, part]) => textOf(part.text))
    .join("\n");
}
