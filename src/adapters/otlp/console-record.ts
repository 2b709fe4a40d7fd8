import { isObject } from "../../core/json.ts";
import { attributesOf, count, eventsOf, idOf, isoNanos, plain, text } from "./json-values.ts";
import { type Decoded, identified, type OtlpSpan } from "./span.ts";

/**
 * What the console exporters of OpenTelemetry's Python SDK print (`span.to_json()`, `log_record.to_json()`): one
 * document for each span or log record, ids as hex with `0x`, times in ISO 8601, attributes as a plain object. The
 * instrumentation's name is not in it.
 */
export function* decodeConsoleRecord(value: unknown, place: string): Generator<Decoded> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield decodeItem(item, `${place}/${index}`);
  } else yield decodeItem(value, place);
}

/** Whether a JSON value is such a span or log record, or a list of them. */
export function isConsoleRecord(value: unknown): boolean {
  const record = Array.isArray(value) ? value[0] : value;
  return isObject(record) && (isSpan(record) || isLog(record));
}

function isSpan(record: Record<string, unknown>): boolean {
  const { context, kind } = record;
  return (
    isObject(context) && "trace_id" in context && typeof kind === "string" && kind.startsWith("SpanKind.")
  );
}

function isLog(record: Record<string, unknown>): boolean {
  return "trace_id" in record && "span_id" in record && "severity_number" in record && "body" in record;
}

function decodeItem(item: unknown, place: string): Decoded {
  if (isObject(item) && isSpan(item)) return decodeSpan(item, place);
  if (isObject(item) && isLog(item)) return decodeLog(item);
  // A program's own JSON between the documents.
  return { problem: { locator: place, code: "bad-otlp", message: "neither a span nor a log record" } };
}

function decodeSpan(raw: Record<string, unknown>, place: string): Decoded {
  const context = isObject(raw["context"]) ? raw["context"] : {};
  const status = isObject(raw["status"]) ? raw["status"] : {};
  const resource = isObject(raw["resource"]) ? raw["resource"]["attributes"] : null;
  const span: OtlpSpan = {
    traceId: hexId(context["trace_id"], 16) ?? "",
    spanId: hexId(context["span_id"], 8) ?? "",
    parentId: hexId(raw["parent_id"], 8),
    name: text(raw["name"]),
    start: isoNanos(raw["start_time"]),
    end: isoNanos(raw["end_time"]),
    attributes: attributesOf(raw["attributes"]),
    droppedAttributes: count(raw["dropped_attributes"]),
    events: eventsOf(raw["events"]),
    status: statusOf(status["status_code"]),
    statusMessage: text(status["description"]),
    scope: { name: "", version: "" },
    resource: attributesOf(resource),
  };
  return identified(span, place);
}

function decodeLog(raw: Record<string, unknown>): Decoded {
  const attributes = attributesOf(raw["attributes"]);
  const at = isoNanos(raw["timestamp"]);
  return {
    log: {
      traceId: hexId(raw["trace_id"], 16) ?? "",
      spanId: hexId(raw["span_id"], 8) ?? "",
      at: at === "0" ? isoNanos(raw["observed_timestamp"]) : at,
      event: text(raw["event_name"]) || text(attributes.get("event.name")),
      body: plain(raw["body"]),
      attributes,
      scope: "",
    },
  };
}

function hexId(value: unknown, bytes: number): string | null {
  return idOf(typeof value === "string" ? value.replace(/^0x/i, "") : null, bytes);
}

function statusOf(code: unknown): OtlpSpan["status"] {
  return code === "ERROR" ? "error" : code === "OK" ? "ok" : "unset";
}
