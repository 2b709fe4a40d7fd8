import { type Attributes, type HrTime, SpanKind, SpanStatusCode, TraceFlags } from "@opentelemetry/api";
import { JsonTraceSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";

/** A span as the OpenTelemetry SDK holds it before export; what is not given is empty. */
export interface SpanSpec {
  traceId: string;
  spanId: string;
  parentId?: string;
  name?: string;
  start?: HrTime;
  end?: HrTime;
  attributes?: Attributes;
  events?: { name: string; attributes: Attributes }[];
  status?: { code: SpanStatusCode; message?: string };
  dropped?: number;
  scope?: string;
  resource?: Attributes;
}

export function sdkSpan(spec: SpanSpec): ReadableSpan {
  const start = spec.start ?? [1_795_000_000, 0];
  const context = (spanId: string) => ({ traceId: spec.traceId, spanId, traceFlags: TraceFlags.SAMPLED });
  return {
    name: spec.name ?? "",
    kind: SpanKind.INTERNAL,
    spanContext: () => context(spec.spanId),
    ...(spec.parentId === undefined ? {} : { parentSpanContext: context(spec.parentId) }),
    startTime: start,
    endTime: spec.end ?? start,
    status: spec.status ?? { code: SpanStatusCode.UNSET },
    attributes: spec.attributes ?? {},
    links: [],
    events: (spec.events ?? []).map((event) => ({ ...event, time: start })),
    duration: [0, 0],
    ended: true,
    // The serializers read the attributes and nothing else of a resource.
    resource: { attributes: spec.resource ?? {} } as ReadableSpan["resource"],
    instrumentationScope: { name: spec.scope ?? "test" },
    droppedAttributesCount: spec.dropped ?? 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

export function protobufRequest(specs: readonly SpanSpec[]): Uint8Array {
  const bytes = ProtobufTraceSerializer.serializeRequest(specs.map(sdkSpan));
  if (bytes === undefined) throw new Error("the serializer gave nothing");
  return bytes;
}

export function jsonRequest(specs: readonly SpanSpec[]): string {
  const bytes = JsonTraceSerializer.serializeRequest(specs.map(sdkSpan));
  if (bytes === undefined) throw new Error("the serializer gave nothing");
  return new TextDecoder().decode(bytes);
}
