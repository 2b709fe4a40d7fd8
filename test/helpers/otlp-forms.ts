import { TraceRequest } from "../../scripts/bench/formats/otlp-schema.ts";

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
