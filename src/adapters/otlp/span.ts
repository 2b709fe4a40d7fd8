import type { Json } from "../../core/run.ts";

/** Attribute values are what JSON can say; int64 beyond 2^53 is decimal text, bytes are base64 text. */
export type Attributes = ReadonlyMap<string, Json>;

export interface SpanEvent {
  name: string;
  attributes: Attributes;
}

/** One span as every container gives it, before any semantic convention is applied. */
export interface OtlpSpan {
  /** Lower-case hex where the writer used hex or bytes. */
  traceId: string;
  spanId: string;
  parentId: string | null;
  name: string;
  /** Nanoseconds since the epoch as decimal text; "0" where absent. */
  start: string;
  end: string;
  attributes: Attributes;
  /** How many attributes the SDK threw away because of its limit. */
  droppedAttributes: number;
  events: readonly SpanEvent[];
  status: "unset" | "ok" | "error";
  statusMessage: string;
  scope: { name: string; version: string };
  resource: Attributes;
  /** The format of the export in which it stood, where that was not OTLP. */
  form?: string;
}

/** A record of the logs signal. Some instrumentations write a call's messages here and not on its span. */
export interface OtlpLog {
  /** Of the span in which it was written; "" where there was none. */
  traceId: string;
  spanId: string;
  /** When it happened, else when it was seen: nanoseconds since the epoch as decimal text; "0" where absent. */
  at: string;
  /** The name of the event that it is; "" for an ordinary log line. */
  event: string;
  body: Json;
  attributes: Attributes;
  scope: string;
}

/** What a decoder yields: spans, log records, and the places that made no sense. */
export type Decoded =
  | { span: OtlpSpan; log?: undefined; problem?: undefined }
  | { log: OtlpLog; span?: undefined; problem?: undefined }
  | {
      problem: { locator: string; code: string; message: string };
      /** A span that is sound but for its ids: worth reading where no span of the source has any. */
      nameless?: OtlpSpan;
      span?: undefined;
      log?: undefined;
    };

/** A span as decoded, ids that are absent or all zero given as ""; without both it is a problem of its place. */
export function identified(span: OtlpSpan, locator: string): Decoded {
  if (span.traceId !== "" && span.spanId !== "") return { span };
  const message = "a span needs a trace id and a span id that are not all zero";
  return { problem: { locator, code: "span-without-id", message }, nameless: span };
}

/** Values nested deeper than this are replaced by null; no writer nests attributes more than a few levels. */
export const MAX_VALUE_DEPTH = 64;

export const NO_ATTRIBUTES: Attributes = new Map();

/** By the number of the status code. */
export const STATUS: readonly OtlpSpan["status"][] = ["unset", "ok", "error"];
