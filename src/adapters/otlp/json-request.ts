import { isObject } from "../../core/json.ts";
import type { Json } from "../../core/run.ts";
import {
  type Attributes,
  type Decoded,
  MAX_VALUE_DEPTH,
  NO_ATTRIBUTES,
  type OtlpSpan,
  type SpanEvent,
  STATUS,
} from "./span.ts";
import { finite } from "./wire.ts";

/**
 * OTLP/JSON as it is written, not only as it is specified: hex or base64 ids (Python's protobuf tools), numbers as
 * numbers or text, enum names, snake_case keys, attributes as a plain object. `base` starts the locators
 * (`line:3`, or "" for a whole document).
 */
export function* decodeJsonRequest(request: unknown, base: string): Generator<Decoded> {
  if (Array.isArray(request)) {
    for (const [index, item] of request.entries()) yield* decodeOneRequest(item, `${base}/${index}`);
    return;
  }
  yield* decodeOneRequest(request, base);
}

/** Whether a JSON value is an OTLP trace request or a list of them. */
export function isJsonRequest(value: unknown): boolean {
  const request = Array.isArray(value) ? value[0] : value;
  return isObject(request) && Array.isArray(resourceSpansOf(request)?.list);
}

function resourceSpansOf(request: Record<string, unknown>): { key: string; list: unknown } | null {
  // `batches` is Grafana Tempo's name for the same list.
  for (const key of ["resourceSpans", "resource_spans", "batches"]) {
    if (request[key] !== undefined) return { key, list: request[key] };
  }
  return null;
}

/** A collector may write logs and metrics into the same file; they are no damage. */
const OTHER_SIGNALS = ["resourceLogs", "resourceMetrics", "resource_logs", "resource_metrics"];

function* decodeOneRequest(request: unknown, base: string): Generator<Decoded> {
  if (isObject(request) && OTHER_SIGNALS.some((key) => key in request)) return;
  const found = isObject(request) ? resourceSpansOf(request) : null;
  if (found === null) {
    yield bad(base, "a record without resourceSpans");
    return;
  }
  for (const [r, resourceSpans] of entriesOf(found.list)) {
    if (!isObject(resourceSpans)) {
      yield bad(`${base}/${found.key}/${r}`, "not an object");
      continue;
    }
    const resource = attributesOf(
      isObject(resourceSpans["resource"]) ? resourceSpans["resource"]["attributes"] : null,
    );
    const scopeKey = ["scopeSpans", "scope_spans", "instrumentationLibrarySpans"].find(
      (key) => key in resourceSpans,
    );
    if (scopeKey === undefined) continue;
    for (const [s, scopeSpans] of entriesOf(resourceSpans[scopeKey])) {
      const place = `${base}/${found.key}/${r}/${scopeKey}/${s}`;
      if (!isObject(scopeSpans)) {
        yield bad(place, "not an object");
        continue;
      }
      const scope = scopeOf(scopeSpans["scope"] ?? scopeSpans["instrumentationLibrary"]);
      for (const [index, span] of entriesOf(scopeSpans["spans"])) {
        yield decodeSpan(span, `${place}/spans/${index}`, scope, resource);
      }
    }
  }
}

function entriesOf(list: unknown): Iterable<[number, unknown]> {
  return Array.isArray(list) ? list.entries() : [];
}

function bad(locator: string, message: string): Decoded {
  return { problem: { locator, code: "bad-otlp", message } };
}

function scopeOf(scope: unknown): OtlpSpan["scope"] {
  return isObject(scope)
    ? { name: text(scope["name"]), version: text(scope["version"]) }
    : { name: "", version: "" };
}

function decodeSpan(raw: unknown, place: string, scope: OtlpSpan["scope"], resource: Attributes): Decoded {
  if (!isObject(raw)) return bad(place, "a span that is not an object");
  const traceId = idOf(raw["traceId"] ?? raw["trace_id"], 16);
  const spanId = idOf(raw["spanId"] ?? raw["span_id"], 8);
  if (traceId === null || spanId === null) {
    return {
      problem: {
        locator: place,
        code: "span-without-id",
        message: "a span needs a trace id and a span id that are not all zero",
      },
    };
  }
  const status = isObject(raw["status"]) ? raw["status"] : {};
  return {
    span: {
      traceId,
      spanId,
      parentId: idOf(raw["parentSpanId"] ?? raw["parent_span_id"], 8),
      name: text(raw["name"]),
      start: nanos(raw["startTimeUnixNano"] ?? raw["start_time_unix_nano"]),
      end: nanos(raw["endTimeUnixNano"] ?? raw["end_time_unix_nano"]),
      attributes: attributesOf(raw["attributes"]),
      droppedAttributes: count(raw["droppedAttributesCount"] ?? raw["dropped_attributes_count"]),
      events: Array.isArray(raw["events"]) ? raw["events"].flatMap(eventOf) : [],
      status: statusOf(status["code"]),
      statusMessage: text(status["message"]),
      scope,
      resource,
    },
  };
}

function eventOf(raw: unknown): SpanEvent[] {
  return isObject(raw) ? [{ name: text(raw["name"]), attributes: attributesOf(raw["attributes"]) }] : [];
}

function statusOf(code: unknown): OtlpSpan["status"] {
  if (typeof code === "number") return STATUS[code] ?? "unset";
  if (code === "STATUS_CODE_ERROR" || code === "2") return "error";
  return code === "STATUS_CODE_OK" || code === "1" ? "ok" : "unset";
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function nanos(value: unknown): string {
  if (typeof value === "string") return /^\d{1,20}$/.test(value) ? value : "0";
  return typeof value === "number" && value > 0 && value < 2 ** 64
    ? BigInt(Math.trunc(value)).toString()
    : "0";
}

function count(value: unknown): number {
  const number = Number(value);
  return Number.isSafeInteger(number) && number > 0 ? number : 0;
}

const HEX = /^[0-9a-fA-F]+$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** Enough for any id that somebody writes by hand. */
const MAX_ID = 128;

/**
 * Ids as lower-case hex. Hex of the right length first; else base64 or a byte list of `bytes` bytes; else a
 * hand-written id as it is. Null for an absent or all-zero id, which the specification forbids.
 */
function idOf(value: unknown, bytes: number): string | null {
  if (typeof value !== "string") return byteListId(value, bytes);
  if (value.length === 0 || value.length > MAX_ID || /^0+$/.test(value)) return null;
  if (value.length === bytes * 2 && HEX.test(value)) return value.toLowerCase();
  const base64Length = Math.ceil((bytes * 4) / 3);
  if ((value.length === base64Length || value.length === Math.ceil(bytes / 3) * 4) && BASE64.test(value)) {
    const decoded = Buffer.from(value, "base64");
    if (decoded.length === bytes) return nonZero(decoded.toString("hex"));
  }
  return value;
}

function byteListId(value: unknown, bytes: number): string | null {
  const list = isObject(value) ? value["data"] : value;
  if (!Array.isArray(list) || list.length !== bytes) return null;
  return nonZero(Buffer.from(list.map(Number)).toString("hex"));
}

const nonZero = (hex: string): string | null => (/^0+$/.test(hex) ? null : hex);

function attributesOf(raw: unknown): Attributes {
  if (Array.isArray(raw)) {
    const attributes = new Map<string, Json>();
    for (const item of raw) {
      if (isObject(item) && typeof item["key"] === "string")
        attributes.set(item["key"], anyValue(item["value"], 0));
    }
    return attributes;
  }
  return isObject(raw)
    ? new Map(Object.entries(raw).map(([key, value]) => [key, plain(value, 0)]))
    : NO_ATTRIBUTES;
}

function anyValue(raw: unknown, depth: number): Json {
  if (!isObject(raw) || depth > MAX_VALUE_DEPTH) return null;
  const string = raw["stringValue"] ?? raw["string_value"];
  if (typeof string === "string") return string;
  const int = raw["intValue"] ?? raw["int_value"];
  if (int !== undefined) return integer(int);
  const bool = raw["boolValue"] ?? raw["bool_value"];
  if (typeof bool === "boolean") return bool;
  const double = raw["doubleValue"] ?? raw["double_value"];
  if (double !== undefined) return finite(Number(double));
  const array = raw["arrayValue"] ?? raw["array_value"];
  if (isObject(array)) {
    return Array.isArray(array["values"]) ? array["values"].map((item) => anyValue(item, depth + 1)) : [];
  }
  const list = raw["kvlistValue"] ?? raw["kvlist_value"];
  if (isObject(list)) return objectOf(list["values"], depth + 1);
  const bytes = raw["bytesValue"] ?? raw["bytes_value"];
  return typeof bytes === "string" ? bytes : null;
}

function objectOf(values: unknown, depth: number): Json {
  const entries: [string, Json][] = [];
  for (const [, item] of entriesOf(values)) {
    if (isObject(item) && typeof item["key"] === "string")
      entries.push([item["key"], anyValue(item["value"], depth)]);
  }
  return Object.fromEntries(entries);
}

function integer(value: unknown): Json {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  return typeof value === "string" && /^-?\d{1,20}$/.test(value) ? value : finite(number);
}

/** A value of an exporter that writes attributes as a plain object. */
function plain(value: unknown, depth: number): Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return finite(value);
  if (depth > MAX_VALUE_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  if (!isObject(value)) return null;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, depth + 1)]));
}
