import protobuf from "protobufjs";

/**
 * Writes OTLP/JSON trace requests as protobuf, by the field numbers of OpenTelemetry's published .proto files; not by
 * the decoder under test.
 */
const SCHEMA = `
  syntax = "proto3";
  message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
    ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7; } }
  message ArrayValue { repeated AnyValue values = 1; }
  message KeyValueList { repeated KeyValue values = 1; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message Scope { string name = 1; string version = 2; repeated KeyValue attributes = 3; uint32 dropped_attributes_count = 4; }
  message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
  message Status { string message = 2; int32 code = 3; }
  message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; uint32 dropped_attributes_count = 4; }
  message Link { bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; repeated KeyValue attributes = 4;
    uint32 dropped_attributes_count = 5; fixed32 flags = 6; }
  message Span { bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; string name = 5;
    int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9;
    uint32 dropped_attributes_count = 10; repeated Event events = 11; uint32 dropped_events_count = 12;
    repeated Link links = 13; uint32 dropped_links_count = 14; Status status = 15; fixed32 flags = 16; }
  message ScopeSpans { Scope scope = 1; repeated Span spans = 2; string schema_url = 3; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; string schema_url = 3; }
  message Request { repeated ResourceSpans resource_spans = 1; }`;

const TraceRequest = protobuf.parse(SCHEMA).root.lookupType("Request");

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  links?: { traceId: string; spanId: string }[];
}

interface ScopeSpans {
  spans?: Span[];
}

interface ResourceSpans {
  scopeSpans?: ScopeSpans[];
}

/** An OTLP/JSON trace request with hexadecimal ids. */
export interface JsonRequest {
  resourceSpans: ResourceSpans[];
}

export function isJsonRequest(value: unknown): value is JsonRequest {
  return typeof value === "object" && value !== null && "resourceSpans" in value;
}

/** One request for each span, the last first: as late, split and reordered as requests can come. */
export function scattered(requests: readonly JsonRequest[]): JsonRequest[] {
  const single = requests.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap((resource) =>
      (resource.scopeSpans ?? []).flatMap((scope) =>
        (scope.spans ?? []).map((span) => ({
          resourceSpans: [{ ...resource, scopeSpans: [{ ...scope, spans: [span] }] }],
        })),
      ),
    ),
  );
  return single.reverse();
}

/** Requests one after the other, which as messages of this schema are one request. */
export function asProtobuf(requests: readonly JsonRequest[]): Buffer {
  return Buffer.concat(
    requests.map((request) => TraceRequest.encode(TraceRequest.fromObject(withIdBytes(request))).finish()),
  );
}

function withIdBytes({ resourceSpans }: JsonRequest): object {
  return {
    resourceSpans: resourceSpans.map((resource) => ({
      ...resource,
      scopeSpans: (resource.scopeSpans ?? []).map((scope) => ({
        ...scope,
        spans: (scope.spans ?? []).map((span) => ({
          ...span,
          ...idBytes(span),
          ...(span.parentSpanId === undefined ? {} : { parentSpanId: Buffer.from(span.parentSpanId, "hex") }),
          links: (span.links ?? []).map((link) => ({ ...link, ...idBytes(link) })),
        })),
      })),
    })),
  };
}

function idBytes({ traceId, spanId }: { traceId: string; spanId: string }) {
  return { traceId: Buffer.from(traceId, "hex"), spanId: Buffer.from(spanId, "hex") };
}
