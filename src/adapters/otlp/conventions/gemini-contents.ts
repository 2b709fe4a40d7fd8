import { isObject } from "../../../core/json.ts";
import type { Json } from "../../../core/run.ts";
import { type ChatTurn, turnRole, valueText, withResults } from "../chat-turn.ts";

/** Messages as Gemini's API has them: contents of a role with parts that are texts, calls or responses. */
export function geminiTurns(contents: unknown): ChatTurn[] {
  return objectsIn(Array.isArray(contents) ? contents : [contents]).flatMap(turnsOfContent);
}

function turnsOfContent(content: Record<string, unknown>): ChatTurn[] {
  const turn: ChatTurn = { role: turnRole(content["role"]) };
  const results: ChatTurn[] = [];
  for (const part of objectsIn(content["parts"])) {
    const { text, function_call: call, function_response: response } = part;
    if (isObject(call)) {
      const args = (call["args"] ?? null) as Json;
      turn.calls = [
        ...(turn.calls ?? []),
        { id: textOf(call["id"]), name: textOf(call["name"]) ?? "", args },
      ];
    } else if (isObject(response)) results.push(resultOf(response));
    else if (typeof text === "string") {
      const field = part["thought"] === true ? "thought" : "text";
      turn[field] = turn[field] === undefined ? text : `${turn[field]}\n${text}`;
    }
  }
  return withResults(turn, results);
}

function resultOf(response: Record<string, unknown>): ChatTurn {
  const turn: ChatTurn = { role: "tool", text: plainResponse(response["response"]) };
  const callId = textOf(response["id"]);
  if (callId !== null) turn.callId = callId;
  return turn;
}

/** A function's plain result is wrapped as `result`, since the API wants an object. */
export function plainResponse(response: unknown): string {
  const isWrapped = isObject(response) && Object.keys(response).length === 1 && "result" in response;
  return valueText(isWrapped ? response["result"] : response);
}

function objectsIn(list: unknown): Record<string, unknown>[] {
  return Array.isArray(list) ? (list as unknown[]).filter(isObject) : [];
}

const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
