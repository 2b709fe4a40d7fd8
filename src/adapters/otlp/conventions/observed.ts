import { isObject } from "../../../core/json.ts";
import type { Json } from "../../../core/run.ts";
import { type ChatTurn, newTurns, parseJson, readTurns, valueText } from "../chat-turn.ts";
import type { OtlpSpan } from "../span.ts";
import type { Reading } from "../staged-span.ts";
import { defined, onlyText, textAttribute } from "./convention.ts";

/**
 * What an exporter recorded of a function that it watched: what went in and what came out, as JSON text. These read
 * messages, tasks, answers and tool results out of such values, whichever exporter wrote them.
 */
export function observed(text: string | undefined): Json | undefined {
  return text === undefined ? undefined : (parseJson(text) ?? unquoted(text));
}

/** The same of an attribute, which may hold the value itself. */
export function observedAttribute(span: OtlpSpan, key: string): Json | undefined {
  const value = span.attributes.get(key);
  return typeof value === "object" && value !== null ? value : observed(textAttribute(span, key));
}

/** Plain text that is written as JSON too. */
function unquoted(text: string): string {
  if (!text.startsWith('"') || !text.endsWith('"')) return text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : text;
  } catch {
    return text;
  }
}

/** Messages inside a value, out of the envelopes of model results; null where it holds none. */
function messagesIn(value: Json): ChatTurn[] | null {
  if (!isObject(value)) return typeof value === "string" ? null : readTurns(value);
  const { generations, choices, output, messages } = value;
  const results = [generations, choices].find((item) => Array.isArray(item));
  if (results !== undefined) {
    const items = results.flat() as Json[];
    return readTurns(items.flatMap((item) => (isObject(item) ? [(item["message"] ?? null) as Json] : [])));
  }
  if (messages === undefined && isObject(output)) return readTurns(output as Json);
  return readTurns(value as Json);
}

/** What went into a model or agent, without what every prompt repeats. */
export function inputTurns(value: Json | undefined): ChatTurn[] | undefined {
  if (value === undefined) return undefined;
  const turns = messagesIn(value);
  return turns === null ? [{ role: "user", text: textOf(value) }] : newTurns(turns);
}

/** What came out of a model. */
export function outputTurns(value: Json | undefined): ChatTurn[] | undefined {
  if (value === undefined || value === null || (isObject(value) && Object.keys(value).length === 0))
    return undefined;
  return messagesIn(value) ?? [{ role: "assistant", text: textOf(value) }];
}

function textOf(value: Json): string {
  return argumentText(value) ?? valueText(value);
}

/** A function's only text: its value, or the only text among its arguments. */
function argumentText(value: Json | undefined): string | undefined {
  if (!isObject(value) || !Array.isArray(value["args"]) || !isObject(value["kwargs"])) return onlyText(value);
  return onlyText([...value["args"], ...Object.values(value["kwargs"])] as Json[]);
}

/** What an invocation was asked for and what it gave; `waiting` where a LangGraph interrupt came out. */
export function invocationFacts(
  asked: Json | undefined,
  given: Json | undefined,
): Pick<Reading, "task" | "result" | "waiting"> {
  const user = asked === undefined ? null : messagesIn(asked)?.findLast((turn) => turn.role === "user");
  const answers = given === undefined ? null : messagesIn(given);
  const answer = answers?.findLast((turn) => turn.role === "assistant");
  return {
    ...defined<Pick<Reading, "task" | "result">>({
      task: user?.text ?? argumentText(asked),
      result: answers == null ? argumentText(given) : answer?.text,
    }),
    ...(isObject(given) && "__interrupt__" in given ? { waiting: true } : {}),
  };
}

/** Nodes of a graph may write whole states; what is longer than this is no message of a node's own. */
const MAX_NODE_OUTPUT = 16_384;

/** What a node that calls no model wrote: all that it did. */
export function nodeOutput(given: Json | undefined): string | undefined {
  const text = valueText(given);
  return text === "" || text.length > MAX_NODE_OUTPUT ? undefined : text;
}

/** A tool's answer: a tool message, also inside `output` or the update of a Command, or the value as it is. */
export function toolAnswer(
  given: Json | undefined,
): Pick<NonNullable<Reading["tool"]>, "result" | "callId" | "ok"> {
  if (given === undefined) return {};
  const output = isObject(given) && "output" in given ? (given["output"] as Json) : given;
  const message = isObject(output) ? messageOf(output) : undefined;
  if (message === undefined) return { result: valueText(output) };
  return defined<ReturnType<typeof toolAnswer>>({
    result: message.text ?? "",
    callId: message.callId,
    ok: message.ok,
  });
}

function messageOf(output: Record<string, unknown>): ChatTurn | undefined {
  const update = output["update"];
  const turns = readTurns((isObject(update) ? update : output) as Json);
  return turns?.findLast((turn) => turn.role === "tool");
}
