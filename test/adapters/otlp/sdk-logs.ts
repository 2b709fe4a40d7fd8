import { TraceFlags } from "@opentelemetry/api";
import { JsonLogsSerializer, ProtobufLogsSerializer } from "@opentelemetry/otlp-transformer";

type ReadableLog = Parameters<typeof JsonLogsSerializer.serializeRequest>[0][number];

/** A log record as the OpenTelemetry SDK holds it before export; what is not given is empty. */
export interface LogSpec {
  traceId?: string;
  spanId?: string;
  /** Seconds and nanoseconds. */
  at?: [number, number];
  event?: string;
  body?: ReadableLog["body"];
  attributes?: ReadableLog["attributes"];
}

const resource = { attributes: { "service.name": "probe" } } as unknown as ReadableLog["resource"];
const instrumentationScope = { name: "probe" };

function sdkLog(spec: LogSpec): ReadableLog {
  return {
    hrTime: [0, 0],
    hrTimeObserved: spec.at ?? [1_795_000_000, 0],
    ...(spec.traceId === undefined
      ? {}
      : {
          spanContext: {
            traceId: spec.traceId,
            spanId: spec.spanId ?? "",
            traceFlags: TraceFlags.SAMPLED,
          },
        }),
    ...(spec.event === undefined ? {} : { eventName: spec.event }),
    body: spec.body ?? null,
    attributes: spec.attributes ?? {},
    droppedAttributesCount: 0,
    resource,
    instrumentationScope,
  };
}

export function protobufLogs(specs: readonly LogSpec[]): Uint8Array {
  const bytes = ProtobufLogsSerializer.serializeRequest(specs.map(sdkLog));
  if (bytes === undefined) throw new Error("the serializer gave nothing");
  return bytes;
}

export function jsonLogs(specs: readonly LogSpec[]): string {
  const bytes = JsonLogsSerializer.serializeRequest(specs.map(sdkLog));
  if (bytes === undefined) throw new Error("the serializer gave nothing");
  return new TextDecoder().decode(bytes);
}
