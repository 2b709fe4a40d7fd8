import { isObject } from "../../../../core/json.ts";
import type { Json } from "../../../../core/run.ts";
import { type ChatTurn, parseJson, readTurns } from "../../chat-turn.ts";
import type { OtlpSpan } from "../../span.ts";
import { onlyText, textAttribute } from "../convention.ts";
import { readFlattened } from "../flattened.ts";

/** Where only `input.value` and `output.value` are there: message lists as JSON, else plain text. */
export function valueTurns(span: OtlpSpan, key: string, role: ChatTurn["role"]): ChatTurn[] | undefined {
  const value = textAttribute(span, key);
  if (value === undefined) return undefined;
  const parsed = parseJson(value);
  const turns = parsed === undefined ? null : readTurns(parsed);
  if (turns !== null) return turns;
  const text = isObject(parsed) && typeof parsed["text"] === "string" ? parsed["text"] : value;
  return [{ role, text }];
}

/** What the caller asked for: the last user message of the input, its only text, or the input as it is. */
export function taskText(span: OtlpSpan): string | undefined {
  const value = textAttribute(span, "input.value");
  const turns =
    readFlattened(span.attributes, "llm.input_messages.", "message.") ??
    (value === undefined ? null : readTurns(value)) ??
    [];
  const user = turns.findLast((turn) => turn.role === "user")?.text;
  if (user !== undefined || value === undefined) return user;
  const parsed = parseJson(value);
  if (!isObject(parsed)) return value;
  if (typeof parsed["task"] === "string") return parsed["task"];
  return onlyText(parsed as Json);
}

/** What an invocation came to, in words; undefined where its output holds none. */
export function resultText(span: OtlpSpan): string | undefined {
  const value = textAttribute(span, "output.value");
  const parsed = value === undefined ? undefined : parseJson(value);
  if (isObject(parsed) && typeof parsed["raw"] === "string") return parsed["raw"];
  const turns = parsed === undefined ? null : readTurns(parsed);
  if (turns !== null) return turns.findLast((turn) => turn.role === "assistant")?.text;
  return parsed === undefined ? value : undefined;
}
