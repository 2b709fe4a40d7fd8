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
}

/** What a decoder yields: spans, and the places that made no sense. */
export type Decoded =
  | { span: OtlpSpan; problem?: undefined }
  | { span?: undefined; problem: { locator: string; code: string; message: string } };

/** Values nested deeper than this are replaced by null; no writer nests attributes more than a few levels. */
export const MAX_VALUE_DEPTH = 64;

export const NO_ATTRIBUTES: Attributes = new Map();

/** By the number of the status code. */
export const STATUS: readonly OtlpSpan["status"][] = ["unset", "ok", "error"];
