import { isObject } from "../../core/json.ts";
import { attributesOf, count, eventsOf, idOf, isoNanos, nanos, statusOf, text } from "./json-values.ts";
import { type Attributes, type Decoded, identified, type OtlpSpan } from "./span.ts";

/**
 * Spans that a program wrote out itself, without any envelope: what OpenTelemetry's JavaScript SDK hands to exporters
 * (`spanContext`, times as seconds and nanoseconds), or the bare attributes of a span.
 */
export function* decodeSpanDump(value: unknown, place: string): Generator<Decoded> {
  const items = Array.isArray(value) ? value : [value];
  for (const [index, item] of items.entries()) {
    const at = Array.isArray(value) ? `${place}/${index}` : place;
    if (isObject(item) && isDump(item)) yield decodeSpan(item, at);
    else yield { problem: { locator: at, code: "bad-otlp", message: "no span with attributes" } };
  }
}

/** Whether a JSON value is such a span, or a list of them. */
export function isSpanDump(value: unknown): boolean {
  const item = Array.isArray(value) ? value[0] : value;
  return isObject(item) && isDump(item);
}

/** Keys that only spans have which mast can make something of. */
const TELLING = [
  "openinference.span.kind",
  "gen_ai.operation.name",
  "gen_ai.request.model",
  "traceloop.span.kind",
];

function isDump(item: Record<string, unknown>): boolean {
  const { attributes } = item;
  if (!isObject(attributes)) return TELLING.some((key) => typeof item[key] === "string");
  if (isObject(item["spanContext"])) return typeof item["name"] === "string";
  const isNamed = typeof (item["spanName"] ?? item["name"]) === "string";
  return isNamed && TELLING.some((key) => typeof attributes[key] === "string");
}

function decodeSpan(item: Record<string, unknown>, place: string): Decoded {
  const context = objectIn(item, "spanContext", "context");
  const parent = objectIn(item, "parentSpanContext");
  const scope = objectIn(item, "instrumentationScope", "instrumentationLibrary", "scope");
  const status = objectIn(item, "status");
  const span: OtlpSpan = {
    traceId: idOf(context["traceId"] ?? context["trace_id"] ?? item["traceId"], 16) ?? "",
    spanId: idOf(context["spanId"] ?? context["span_id"] ?? item["spanId"] ?? item["id"], 8) ?? "",
    parentId: idOf(parent["spanId"] ?? item["parentSpanId"] ?? item["parent_id"], 8),
    name: text(item["name"] ?? item["spanName"]),
    start: timeOf(item["startTime"] ?? item["start_time"]),
    end: timeOf(item["endTime"] ?? item["end_time"]),
    attributes: attributesIn(item),
    droppedAttributes: count(item["droppedAttributesCount"]),
    events: eventsOf(item["events"]),
    status: statusOf(status["code"]),
    statusMessage: text(status["message"]),
    scope: { name: text(scope["name"] ?? item["scopeName"]), version: text(scope["version"]) },
    resource: attributesOf(objectIn(item, "resource")["attributes"]),
  };
  return identified(span, place);
}

function objectIn(item: Record<string, unknown>, ...keys: string[]): Record<string, unknown> {
  for (const key of keys) if (isObject(item[key])) return item[key];
  return {};
}

function attributesIn(item: Record<string, unknown>): Attributes {
  return attributesOf(isObject(item["attributes"]) ? item["attributes"] : item);
}

/** Seconds and nanoseconds, ISO 8601, or nanoseconds. */
function timeOf(value: unknown): string {
  if (!Array.isArray(value))
    return typeof value === "string" && value.includes("-") ? isoNanos(value) : nanos(value);
  const [seconds, rest] = value;
  const isTime =
    Number.isSafeInteger(seconds) && seconds > 0 && Number.isSafeInteger(rest) && rest >= 0 && rest < 1e9;
  return isTime ? `${seconds}${`${rest}`.padStart(9, "0")}` : "0";
}
