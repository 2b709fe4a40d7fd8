import { isObject } from "../../../core/json.ts";
import type { Json } from "../../../core/run.ts";
import { parseJson, unwritten, valueText } from "../chat-turn.ts";
import { text } from "../json-values.ts";
import type { Attributes, Decoded } from "../span.ts";
import { exportedSpan, notAnObject } from "./exported-span.ts";
import { instantNanos } from "./instants.ts";
import { plainAttributes } from "./plain-attributes.ts";

type Fields = Record<string, unknown>;

/** Observation types as Langfuse writes them, in lower case. */
const TYPES = new Set([
  "span",
  "generation",
  "event",
  "agent",
  "tool",
  "chain",
  "retriever",
  "evaluator",
  "embedding",
  "guardrail",
]);

/** One observation as Langfuse's API (`startTime`) and its exports of tables (`start_time`) give it. */
export function isLangfuseObservation(value: unknown): value is Fields {
  if (!isObject(value) || typeof value["id"] !== "string") return false;
  return (
    TYPES.has(text(value["type"]).toLowerCase()) &&
    field(value, "traceId") !== undefined &&
    field(value, "startTime") !== undefined
  );
}

/** A trace with its observations: inside it (API), or beside it (download of a trace). */
export function isLangfuseTrace(value: unknown): value is Fields {
  if (!isObject(value) || !Array.isArray(value["observations"])) return false;
  return isObject(value["trace"]) || value["observations"].some(isLangfuseObservation);
}

export function* decodeLangfuseTrace(value: unknown, base: string): Generator<Decoded> {
  if (!isObject(value)) return;
  const trace = isObject(value["trace"]) ? value["trace"] : value;
  const observations = Array.isArray(value["observations"]) ? value["observations"] : [];
  const root = rootOfTrace(trace, observations);
  if (root !== null) yield decodeLangfuseObservation(root, base);
  for (const [index, observation] of observations.entries()) {
    const place = `${base}/observations/${index}`;
    const isTop = root !== null && isObject(observation) && !field(observation, "parentObservationId");
    yield decodeLangfuseObservation(
      isTop ? { ...observation, parentObservationId: root["id"] } : observation,
      place,
    );
  }
}

/** Clients before version 3 keep what a run was asked on the trace alone, and its observations side by side below it. */
function rootOfTrace(trace: Fields, observations: readonly unknown[]): Fields | null {
  const tops = observations.filter((item) => isObject(item) && !field(item, "parentObservationId"));
  const first = tops[0];
  if (tops.length < 2 || !isObject(first) || (trace["input"] ?? null) === null) return null;
  const { name, input, output, metadata } = trace;
  const ends = observations.flatMap((item) => (isObject(item) ? text(field(item, "endTime")) : [])).sort();
  const times = { startTime: trace["timestamp"] ?? field(first, "startTime"), endTime: ends.at(-1) };
  return {
    id: `${text(trace["id"])}-trace`,
    traceId: trace["id"],
    type: "SPAN",
    name,
    input,
    output,
    metadata,
    ...times,
  };
}

export function decodeLangfuseObservation(value: unknown, locator: string): Decoded {
  if (!isObject(value)) return notAnObject(locator);
  const metadata = objectOf(value["metadata"]);
  const scope = objectOf(metadata["scope"]);
  const start = instantNanos(field(value, "startTime"));
  const isError = value["level"] === "ERROR";
  return exportedSpan(
    {
      traceId: field(value, "traceId"),
      spanId: value["id"],
      parentId: field(value, "parentObservationId"),
      name: value["name"],
      start,
      end: instantNanos(field(value, "endTime") ?? field(value, "startTime")),
      attributes: attributesOf(value, metadata),
      status: isError ? "ERROR" : "UNSET",
      statusMessage: field(value, "statusMessage"),
      scope: { name: text(scope["name"]), version: text(scope["version"]) },
    },
    locator,
  );
}

/**
 * The attributes with which the span was sent, as far as Langfuse keeps them in the metadata; what it took out of them
 * into fields of its own goes back to where that vocabulary has it. An observation without any is one of Langfuse's own.
 */
function attributesOf(observation: Fields, metadata: Fields): Attributes {
  const attributes = new Map(plainAttributes(objectOf(metadata["attributes"])));
  const put = (key: string, value: unknown, form: (value: unknown) => Json) => {
    if (value !== null && value !== undefined && !attributes.has(key)) attributes.set(key, form(value));
  };
  const fill = (key: string, value: unknown) => put(key, value, valueText);
  const fillAsIs = (key: string, value: unknown) => put(key, value, unwritten);
  const { input, output } = observation;
  if (attributes.has("openinference.span.kind")) {
    fill("input.value", input);
    fill("output.value", output);
  } else if (attributes.has("langsmith.span.kind")) {
    fill("gen_ai.prompt", input);
    fill("gen_ai.completion", output);
  } else if (attributes.has("gen_ai.operation.name")) {
    const isTool = attributes.get("gen_ai.operation.name") === "execute_tool";
    if (isTool) fill("gen_ai.tool.call.arguments", input);
    else fillAsIs("gen_ai.input.messages", input);
    if (isTool) fill("gen_ai.tool.call.result", output);
    else fillAsIs("gen_ai.output.messages", output);
  } else {
    fill("langfuse.observation.type", typeOf(observation));
    fillAsIs("langfuse.observation.input", input);
    fillAsIs("langfuse.observation.output", output);
    fill("langfuse.observation.level", observation["level"]);
    fill("langfuse.observation.status_message", field(observation, "statusMessage"));
    fill("langfuse.observation.model.name", field(observation, "providedModelName") ?? observation["model"]);
    fillAsIs("langfuse.observation.usage_details", usageOf(observation));
    for (const [key, value] of Object.entries(metadata))
      fillAsIs(`langfuse.observation.metadata.${key}`, value);
  }
  return attributes;
}

/** Clients that know no type for tools give the tool's message as the output of a span. */
function typeOf(observation: Fields): string {
  const output = objectOf(observation["output"]);
  if (output["type"] === "tool" && "tool_call_id" in output) return "tool";
  return text(observation["type"]).toLowerCase();
}

function usageOf(observation: Fields): unknown {
  const details = field(observation, "usageDetails");
  if (isObject(details) && Object.keys(details).length > 0) return details;
  const usage = objectOf(observation["usage"]);
  if (typeof usage["input"] === "number") return usage;
  const { promptTokens: input, completionTokens: output } = observation;
  return typeof input === "number" ? { input, output } : null;
}

/** An object, also as JSON text. */
function objectOf(value: unknown): Fields {
  const parsed: Json | unknown = typeof value === "string" ? parseJson(value) : value;
  return isObject(parsed) ? parsed : {};
}

/** A field by its name in camel case, as the API has it, or in snake case, as exports of tables do. */
function field(observation: Fields, name: string): unknown {
  return observation[name] ?? observation[snakeCase(name)];
}

const SNAKE_CASES = new Map<string, string>();

/** Kept, since a handful of names is asked for with every observation. */
function snakeCase(name: string): string {
  const known = SNAKE_CASES.get(name);
  if (known !== undefined) return known;
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  SNAKE_CASES.set(name, snake);
  return snake;
}
