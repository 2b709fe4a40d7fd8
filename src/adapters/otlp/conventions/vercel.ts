import { isObject } from "../../../core/json.ts";
import type { Json } from "../../../core/run.ts";
import {
  type ChatTurn,
  newTurns,
  parseJson,
  type TurnCall,
  turnRole,
  valueText,
  withResults,
} from "../chat-turn.ts";
import type { OtlpSpan } from "../span.ts";
import type { Reading } from "../staged-span.ts";
import {
  type Convention,
  countAttribute,
  defined,
  stringList,
  textAttribute,
  tokensOf,
} from "./convention.ts";
import { finishReason, genAiConvention } from "./genai.ts";
import { observed } from "./observed.ts";

const FRAMEWORK = "vercel-ai";
const OPERATION = /^ai\.(?:generate|stream)(?:Text|Object)(\.do(?:Generate|Stream))?$/;

/**
 * Vercel's AI SDK. Up to 6 it has attributes of its own (`ai.*`) and writes the usage of a call on the call and on the
 * loop around it; 7 writes GenAI spans. Each `generateText` is an agent, named by its function id, if it has one.
 */
export const vercelConvention: Convention = (span) => {
  if (span.scope.name === "gen_ai") return versionSeven(span);
  const id = textAttribute(span, "ai.operationId");
  if (id === undefined) return null;
  const agent = textAttribute(span, "ai.telemetry.functionId");
  const base = { convention: "vercel", framework: FRAMEWORK, ...(agent === undefined ? {} : { agent }) };
  if (id === "ai.toolCall") return { ...base, kind: "tool", tool: toolCall(span) };
  const operation = OPERATION.exec(id);
  if (operation === null) return { ...base, kind: "other" };
  const facts = defined<Partial<Reading>>({
    finish: textAttribute(span, "ai.response.finishReason") ?? textAttribute(span, "ai.finishReason"),
    input: promptOf(span),
    output: answerOf(span),
  });
  return operation[1] === undefined
    ? { ...base, kind: "agent", ...facts }
    : { ...base, kind: "model", ...facts, ...callFacts(span) };
};

/** The SDK's GenAI spans: results are JSON even where they are text, and loops are named after their model. */
function versionSeven(span: OtlpSpan): Reading | null {
  const reading = genAiConvention(span);
  if (reading === null) return null;
  const { agent, agentFrom, ...rest } = reading;
  const named: Reading = {
    ...rest,
    framework: FRAMEWORK,
    ...(agent === undefined || agentFrom !== undefined ? {} : { agent }),
  };
  if (named.tool?.result !== undefined)
    named.tool = { ...named.tool, result: valueText(observed(named.tool.result)) };
  const finish = finishReason(span.attributes.get("gen_ai.response.finish_reasons"));
  return finish === undefined ? named : { ...named, finish };
}

function callFacts(span: OtlpSpan): Pick<Reading, "model" | "tokens" | "tools"> {
  return {
    ...defined<Pick<Reading, "model" | "tools">>({
      model: textAttribute(span, "ai.response.model") ?? textAttribute(span, "ai.model.id"),
      tools: offeredTools(span),
    }),
    ...tokensOf(
      countAttribute(span, "ai.usage.inputTokens", "ai.usage.promptTokens"),
      countAttribute(span, "ai.usage.outputTokens", "ai.usage.completionTokens"),
    ),
  };
}

function offeredTools(span: OtlpSpan): string[] | undefined {
  const names = stringList(span.attributes.get("ai.prompt.tools")).flatMap((text) => {
    const tool = parseJson(text);
    return isObject(tool) && typeof tool["name"] === "string" ? [tool["name"]] : [];
  });
  return names.length > 0 ? names : undefined;
}

function toolCall(span: OtlpSpan): NonNullable<Reading["tool"]> {
  const result = textAttribute(span, "ai.toolCall.result");
  return defined<NonNullable<Reading["tool"]>>({
    name: textAttribute(span, "ai.toolCall.name") ?? span.name,
    callId: textAttribute(span, "ai.toolCall.id"),
    args: textAttribute(span, "ai.toolCall.args"),
    result: result === undefined ? undefined : valueText(observed(result)),
  });
}

/** A call has the messages, the loop around it what the caller gave: a system prompt with a prompt or messages. */
function promptOf(span: OtlpSpan): ChatTurn[] | undefined {
  const messages = observed(textAttribute(span, "ai.prompt.messages"));
  if (messages !== undefined) return newTurns(turnsOf(messages));
  const asked = observed(textAttribute(span, "ai.prompt"));
  if (!isObject(asked)) return undefined;
  const { system, prompt } = asked;
  const turns: ChatTurn[] = typeof system === "string" ? [{ role: "system", text: system }] : [];
  if (typeof prompt === "string") turns.push({ role: "user", text: prompt });
  else turns.push(...turnsOf((prompt ?? asked["messages"] ?? []) as Json));
  return newTurns(turns);
}

function turnsOf(messages: Json): ChatTurn[] {
  return Array.isArray(messages) ? (messages as unknown[]).filter(isObject).flatMap(turnOf) : [];
}

function turnOf(message: Record<string, unknown>): ChatTurn[] {
  const role = turnRole(message["role"]);
  const { content } = message;
  if (typeof content === "string") return [{ role, text: content }];
  const turn: ChatTurn = { role };
  const results: ChatTurn[] = [];
  for (const part of (Array.isArray(content) ? (content as unknown[]) : []).filter(isObject)) {
    const text = typeof part["text"] === "string" ? part["text"] : undefined;
    if (part["type"] === "tool-call") turn.calls = [...(turn.calls ?? []), callOf(part)];
    else if (part["type"] === "tool-result") results.push(resultOf(part));
    else if (text === undefined) continue;
    else if (part["type"] === "reasoning") turn.thought = joined(turn.thought, text);
    else turn.text = joined(turn.text, text);
  }
  return withResults(turn, results);
}

const joined = (before: string | undefined, text: string): string =>
  before === undefined ? text : `${before}\n${text}`;

/** A call in a message or in a response; the arguments were called `args` before 5. */
function callOf(call: Record<string, unknown>): TurnCall {
  return {
    id: typeof call["toolCallId"] === "string" ? call["toolCallId"] : null,
    name: valueText(call["toolName"]),
    args: (call["input"] ?? call["args"] ?? null) as Json,
  };
}

/** Since 5 an output says whether it is text, JSON or an error. */
function resultOf(part: Record<string, unknown>): ChatTurn {
  const output = part["output"];
  const isTyped = isObject(output) && typeof output["type"] === "string" && "value" in output;
  const turn: ChatTurn = {
    role: "tool",
    text: valueText(isTyped ? output["value"] : (output ?? part["result"])),
  };
  if (typeof part["toolCallId"] === "string") turn.callId = part["toolCallId"];
  if (isTyped && valueText(output["type"]).startsWith("error")) turn.ok = false;
  return turn;
}

function answerOf(span: OtlpSpan): ChatTurn[] | undefined {
  const text = (name: string) =>
    textAttribute(span, `ai.response.${name}`) ?? textAttribute(span, `ai.result.${name}`);
  const calls = observed(text("toolCalls"));
  const turn = defined<ChatTurn>({
    role: "assistant",
    text: text("text") ?? text("object"),
    thought: text("reasoning"),
    calls: Array.isArray(calls) ? (calls as unknown[]).filter(isObject).map(callOf) : undefined,
  });
  return Object.keys(turn).length > 1 ? [turn] : undefined;
}
