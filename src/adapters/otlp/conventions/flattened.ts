import { isObject } from "../../../core/json.ts";
import type { Json } from "../../../core/run.ts";
import { type ChatTurn, parseJson, type TurnCall, turnRole, valueText } from "../chat-turn.ts";
import type { Attributes } from "../span.ts";

/**
 * Message lists that are spread over attributes with their index in the key, as OpenInference
 * (`llm.input_messages.0.message.content`) and older GenAI instrumentations (`gen_ai.prompt.0.content`) write them.
 * Indices may start above 0 and messages may lack fields where the SDK dropped attributes.
 */
export function readFlattened(attributes: Attributes, prefix: string, infix: string): ChatTurn[] | undefined {
  const drafts = new Map<number, TurnDraft>();
  for (const [key, value] of attributes) {
    if (!key.startsWith(prefix)) continue;
    const dot = key.indexOf(".", prefix.length);
    const index = Number(key.slice(prefix.length, dot));
    if (dot < 0 || !Number.isSafeInteger(index) || !key.startsWith(infix, dot + 1)) continue;
    let draft = drafts.get(index);
    if (draft === undefined) {
      draft = { calls: new Map(), contents: new Map(), results: [] };
      drafts.set(index, draft);
    }
    take(draft, key.slice(dot + 1 + infix.length), value);
  }
  if (drafts.size === 0) return undefined;
  return [...drafts].sort(([a], [b]) => a - b).flatMap(([, draft]) => turnsOf(draft));
}

interface TurnDraft {
  role?: Json;
  name?: string;
  text?: string;
  thought?: string;
  callId?: string;
  calls: Map<string, { id?: string; name?: string; args?: Json }>;
  contents: Map<string, { text?: string; reasoning?: boolean }>;
  results: Json[];
}

function take(draft: TurnDraft, field: string, value: Json): void {
  const text = valueText(value);
  if (field === "role") draft.role = value;
  else if (field === "content") draft.text = text;
  else if (field === "name") draft.name = text;
  else if (field === "tool_call_id") draft.callId = text;
  else if (field === "thought") draft.thought = text;
  else if (field === "function_call_name") callOf(draft, "legacy").name = text;
  else if (field === "function_call_arguments_json") callOf(draft, "legacy").args = value;
  else if (field.startsWith("tool_calls.")) takeCall(draft, field.slice("tool_calls.".length), value);
  else if (field.startsWith("contents.")) takeContent(draft, field.slice("contents.".length), text);
  // AutoGen's OpenInference package puts each result of a call into a JSON text of its own.
  else if (field.startsWith("function.")) draft.results.push(value);
}

function callOf(draft: TurnDraft, index: string): { id?: string; name?: string; args?: Json } {
  let call = draft.calls.get(index);
  if (call === undefined) {
    call = {};
    draft.calls.set(index, call);
  }
  return call;
}

function takeCall(draft: TurnDraft, field: string, value: Json): void {
  const call = callOf(draft, field.slice(0, field.indexOf(".")));
  if (field.endsWith(".arguments")) call.args = value;
  else if (field.endsWith(".name")) call.name = valueText(value);
  else if (field.endsWith(".id")) call.id = valueText(value);
}

function takeContent(draft: TurnDraft, field: string, value: string): void {
  const index = field.slice(0, field.indexOf("."));
  let content = draft.contents.get(index);
  if (content === undefined) {
    content = {};
    draft.contents.set(index, content);
  }
  if (field.endsWith(".type")) content.reasoning = value === "reasoning";
  else if (field.endsWith(".text")) content.text = value;
}

function turnsOf(draft: TurnDraft): ChatTurn[] {
  if (draft.results.length > 0) return draft.results.map(resultTurn);
  const turn: ChatTurn = { role: turnRole(draft.role ?? (draft.calls.size > 0 ? "assistant" : undefined)) };
  const contents = [...draft.contents.values()];
  const text = draft.text ?? joined(contents.filter((content) => content.reasoning !== true));
  const thought = draft.thought ?? joined(contents.filter((content) => content.reasoning === true));
  if (text !== "") turn.text = text;
  if (thought !== "") turn.thought = thought;
  if (draft.name !== undefined) turn.name = draft.name;
  if (draft.callId !== undefined) turn.callId = draft.callId;
  const calls: TurnCall[] = [];
  for (const { id, name, args } of draft.calls.values()) {
    if (name !== undefined && name !== "") calls.push({ id: id ?? null, name, args: args ?? null });
  }
  if (calls.length > 0) turn.calls = calls;
  return [turn];
}

function joined(contents: readonly { text?: string }[]): string {
  return contents.flatMap((content) => content.text ?? []).join("\n");
}

function resultTurn(value: Json): ChatTurn {
  const result = typeof value === "string" ? parseJson(value) : value;
  if (!isObject(result)) return { role: "tool", text: valueText(value) };
  const turn: ChatTurn = { role: "tool", text: valueText(result["content"]) };
  if (typeof result["name"] === "string") turn.name = result["name"];
  if (typeof result["call_id"] === "string") turn.callId = result["call_id"];
  if (typeof result["is_error"] === "boolean") turn.ok = !result["is_error"];
  return turn;
}
