import { isObject } from "../../../core/json.ts";
import type { Json } from "../../../core/run.ts";
import { type ChatTurn, parseJson, readTurns, valueText } from "../chat-turn.ts";
import type { Attributes, SpanEvent } from "../span.ts";

const MESSAGE = /^gen_ai\.(system|user|assistant|tool)\.message$/;

/**
 * Events on a span or in the log. Era 1.28: each message is an event; before it, prompt and completion are events with
 * JSON text.
 */
export function eventTurns(events: readonly SpanEvent[]): {
  input: ChatTurn[] | undefined;
  output: ChatTurn[] | undefined;
} {
  const input: ChatTurn[] = [];
  const output: ChatTurn[] = [];
  for (const { name, attributes } of events) {
    const role = MESSAGE.exec(name)?.[1];
    if (role !== undefined) input.push(...message(role, attributes));
    else if (name === "gen_ai.choice") output.push(...choice(attributes));
    else if (name === "gen_ai.content.prompt")
      input.push(...turnsOrText(attributes.get("gen_ai.prompt"), "user"));
    else if (name === "gen_ai.content.completion")
      output.push(...turnsOrText(attributes.get("gen_ai.completion"), "assistant"));
  }
  return { input: spoken(input), output: spoken(output) };
}

/** With the capture of content switched off, events still come, with nothing in them. */
function spoken(turns: readonly ChatTurn[]): ChatTurn[] | undefined {
  const said = turns.filter((turn) => (turn.text ?? turn.thought ?? turn.calls ?? turn.callId) !== undefined);
  return said.length > 0 ? said : undefined;
}

function message(role: string, attributes: Attributes): ChatTurn[] {
  const content = attributes.get("content") ?? attributes.get("gen_ai.event.content") ?? null;
  return chatMessage({
    role,
    content: isObject(content) ? JSON.stringify(content) : content,
    tool_calls: listIn(attributes.get("tool_calls")),
    tool_call_id: attributes.get("id") ?? null,
    name: attributes.get("name") ?? null,
  });
}

function choice(attributes: Attributes): ChatTurn[] {
  const said = attributes.get("message");
  const parsed = typeof said === "string" ? parseJson(said) : said;
  if (!isObject(parsed)) return turnsOrText(said ?? attributes.get("content"), "assistant");
  return chatMessage({ role: "assistant", ...(parsed as { [key: string]: Json }) });
}

function chatMessage(fields: { [key: string]: Json }): ChatTurn[] {
  return readTurns(fields) ?? [];
}

function listIn(value: Json | undefined): Json {
  return (typeof value === "string" ? parseJson(value) : value) ?? null;
}

/** A list of messages as JSON, or the plain text of one. */
export function turnsOrText(value: Json | undefined, role: ChatTurn["role"]): ChatTurn[] {
  return readTurns(value) ?? (value === undefined || value === "" ? [] : [{ role, text: valueText(value) }]);
}
