import { isObject } from "../../core/json.ts";
import {
  anyValue,
  attributesOf,
  count,
  entriesOf,
  eventsOf,
  idOf,
  nanos,
  statusOf,
  text,
} from "./json-values.ts";
import { type Attributes, type Decoded, identified, type OtlpLog, type OtlpSpan } from "./span.ts";

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

/** Whether a JSON value is an OTLP request with spans or logs, or a list of them. */
export function isJsonRequest(value: unknown): boolean {
  const request = Array.isArray(value) ? value[0] : value;
  if (!isObject(request)) return false;
  return SIGNALS.some(({ resources }) => Array.isArray(request[keyIn(request, resources) ?? ""]));
}

interface Signal {
  /** Names of the list of each level: camelCase, snake_case, and what older or other writers call it. */
  resources: readonly string[];
  scopes: readonly string[];
  items: readonly string[];
  decode(raw: unknown, place: string, scope: OtlpSpan["scope"], resource: Attributes): Decoded;
}

const SIGNALS: readonly Signal[] = [
  {
    // `batches` is Grafana Tempo's name for the same list.
    resources: ["resourceSpans", "resource_spans", "batches"],
    scopes: ["scopeSpans", "scope_spans", "instrumentationLibrarySpans"],
    items: ["spans"],
    decode: decodeJsonSpan,
  },
  {
    resources: ["resourceLogs", "resource_logs"],
    scopes: ["scopeLogs", "scope_logs", "instrumentationLibraryLogs"],
    items: ["logRecords", "log_records"],
    decode: decodeLog,
  },
];

/** A collector may write metrics into the same file; they are no damage. */
const OTHER_SIGNALS = ["resourceMetrics", "resource_metrics"];

function keyIn(object: Record<string, unknown>, names: readonly string[]): string | undefined {
  return names.find((name) => object[name] !== undefined);
}

function* decodeOneRequest(request: unknown, base: string): Generator<Decoded> {
  if (!isObject(request)) {
    yield bad(base, "a record that is no object");
    return;
  }
  let isKnown = keyIn(request, OTHER_SIGNALS) !== undefined;
  for (const signal of SIGNALS) {
    const key = keyIn(request, signal.resources);
    if (key === undefined) continue;
    isKnown = true;
    yield* decodeResources(request[key], `${base}/${key}`, signal);
  }
  if (!isKnown) yield bad(base, "a record without resourceSpans or resourceLogs");
}

function* decodeResources(list: unknown, base: string, signal: Signal): Generator<Decoded> {
  for (const [r, inResource] of entriesOf(list)) {
    if (!isObject(inResource)) {
      yield bad(`${base}/${r}`, "not an object");
      continue;
    }
    const resource = attributesOf(
      isObject(inResource["resource"]) ? inResource["resource"]["attributes"] : null,
    );
    const scopeKey = keyIn(inResource, signal.scopes);
    if (scopeKey === undefined) continue;
    for (const [s, inScope] of entriesOf(inResource[scopeKey])) {
      const place = `${base}/${r}/${scopeKey}/${s}`;
      if (!isObject(inScope)) {
        yield bad(place, "not an object");
        continue;
      }
      const scope = scopeOf(inScope["scope"] ?? inScope["instrumentationLibrary"]);
      const itemKey = keyIn(inScope, signal.items) ?? "";
      for (const [index, item] of entriesOf(inScope[itemKey])) {
        yield signal.decode(item, `${place}/${itemKey}/${index}`, scope, resource);
      }
    }
  }
}

function bad(locator: string, message: string): Decoded {
  return { problem: { locator, code: "bad-otlp", message } };
}

function scopeOf(scope: unknown): OtlpSpan["scope"] {
  return isObject(scope)
    ? { name: text(scope["name"]), version: text(scope["version"]) }
    : { name: "", version: "" };
}

/** One span of a request; `place` is its locator. */
export function decodeJsonSpan(
  raw: unknown,
  place: string,
  scope: OtlpSpan["scope"],
  resource: Attributes,
): Decoded {
  if (!isObject(raw)) return bad(place, "a span that is not an object");
  const status = isObject(raw["status"]) ? raw["status"] : {};
  const span: OtlpSpan = {
    traceId: idOf(raw["traceId"] ?? raw["trace_id"], 16) ?? "",
    spanId: idOf(raw["spanId"] ?? raw["span_id"], 8) ?? "",
    parentId: idOf(raw["parentSpanId"] ?? raw["parent_span_id"], 8),
    name: text(raw["name"]),
    start: nanos(raw["startTimeUnixNano"] ?? raw["start_time_unix_nano"]),
    end: nanos(raw["endTimeUnixNano"] ?? raw["end_time_unix_nano"]),
    attributes: attributesOf(raw["attributes"]),
    droppedAttributes: count(raw["droppedAttributesCount"] ?? raw["dropped_attributes_count"]),
    events: eventsOf(raw["events"]),
    status: statusOf(status["code"]),
    statusMessage: text(status["message"]),
    scope,
    resource,
  };
  return identified(span, place);
}

function decodeLog(raw: unknown, place: string, scope: OtlpSpan["scope"]): Decoded {
  if (!isObject(raw)) return bad(place, "a log record that is not an object");
  const attributes = attributesOf(raw["attributes"]);
  const at = nanos(raw["timeUnixNano"] ?? raw["time_unix_nano"]);
  const log: OtlpLog = {
    traceId: idOf(raw["traceId"] ?? raw["trace_id"], 16) ?? "",
    spanId: idOf(raw["spanId"] ?? raw["span_id"], 8) ?? "",
    at: at === "0" ? nanos(raw["observedTimeUnixNano"] ?? raw["observed_time_unix_nano"]) : at,
    event: text(raw["eventName"] ?? raw["event_name"]) || text(attributes.get("event.name")),
    body: anyValue(raw["body"], 0),
    attributes,
    scope: scope.name,
  };
  return { log };
}
