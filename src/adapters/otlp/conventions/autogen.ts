import { isObject } from "../../../core/json.ts";
import type { Json } from "../../../core/run.ts";
import { parseJson } from "../chat-turn.ts";
import type { OtlpSpan } from "../span.ts";
import type { Reading } from "../staged-span.ts";
import { type Convention, defined, textAttribute } from "./convention.ts";

/** Agent types and topics are `{name}_{team uuid}`, written with their key as `type.(key)-A` or `type/key`. */
const TEAM = /([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/;

export function teamOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : TEAM.exec(text)?.[1];
}

/**
 * AutoGen 0.4+ itself: messaging spans of its runtime, of which only those of a consumer carry the message (as JSON),
 * and GenAI spans without content. A message reaches every member of a group chat and comes back inside the response
 * that closes a turn, so the start, the messages as they reach the manager, and nothing else is taken.
 */
export const autogenConvention: Convention = (span) => {
  if (span.scope.name.startsWith("autogen ")) return messagingSpan(span);
  if (span.scope.name !== "autogen-core") return null;
  const operation = textAttribute(span, "gen_ai.operation.name");
  const base = { convention: "autogen", framework: "autogen" };
  const runKey = teamOf(textAttribute(span, "gen_ai.agent.id"));
  const agent = textAttribute(span, "gen_ai.agent.name");
  const role = textAttribute(span, "gen_ai.agent.description");
  switch (operation) {
    case "create_agent":
      return { ...base, kind: "setup" };
    case "invoke_agent": {
      const members = agent === undefined || role === undefined ? undefined : [{ name: agent, role }];
      return defined<Reading>({ ...base, kind: "agent", agent, members, runKey });
    }
    case "execute_tool": {
      const name = textAttribute(span, "gen_ai.tool.name") ?? span.name;
      const callId = textAttribute(span, "gen_ai.tool.call.id");
      return { ...base, kind: "tool", tool: callId === undefined ? { name } : { name, callId } };
    }
    default:
      return { ...base, kind: "other" };
  }
};

function messagingSpan(span: OtlpSpan): Reading {
  const runKey = teamOf(textAttribute(span, "messaging.destination"));
  const reading: Reading = defined<Reading>({
    convention: "autogen",
    framework: "autogen",
    kind: "other",
    runKey,
  });
  if (span.attributes.get("messaging.message.type") === "GroupChatTermination") reading.ended = true;
  const text = textAttribute(span, "message");
  if (text === undefined) return reading;
  // The request to speak is empty and goes to one member: the model calls below it are that member's.
  if (text === "{}" && runKey !== undefined) {
    const speaker = textAttribute(span, "recipient_agent_type")?.replace(`_${runKey}`, "");
    if (speaker !== undefined) reading.agent = speaker;
  }
  const isManager = (textAttribute(span, "recipient_agent_class") ?? "").endsWith("Manager");
  // The start reaches every member, and the manager first; the team's messages reach only the manager one by one.
  if (!isManager || !(text.startsWith('{"messages":') || text.startsWith('{"message":'))) return reading;
  const messages = messagesOf(text);
  if (messages.length > 0) reading.messages = messages;
  if (text.startsWith('{"messages":') && messages.length > 0) reading.kind = "workflow";
  return reading;
}

function messagesOf(text: string): Json[] {
  const value = parseJson(text);
  if (!isObject(value)) return [];
  if (Array.isArray(value["messages"])) return value["messages"] as Json[];
  return isObject(value["message"]) ? [value["message"] as Json] : [];
}
