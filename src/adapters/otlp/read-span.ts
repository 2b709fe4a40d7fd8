import type { Json } from "../../core/run.ts";
import { type Attributes, type OtlpSpan, type SpanEvent, STATUS } from "./span.ts";
import { eachField, fixed64Text, hexBytes, LEN, nested, readKeyValue, type WireReader } from "./wire.ts";

export function readAttributesOf(reader: WireReader, field: number): Attributes {
  const attributes = new Map<string, Json>();
  eachField(reader, (number, wireType) => {
    if (number !== field || wireType !== LEN) return false;
    readKeyValue(reader, (key, value) => attributes.set(key, value));
    return true;
  });
  return attributes;
}

export function readScope(reader: WireReader): { name: string; version: string } {
  const scope = { name: "", version: "" };
  eachField(reader, (number, wireType) => {
    if (wireType !== LEN) return false;
    if (number === 1) scope.name = reader.string();
    else if (number === 2) scope.version = reader.string();
    else return false;
    return true;
  });
  return scope;
}

/**
 * Span: 1 trace_id, 2 span_id, 4 parent_span_id, 5 name, 7 start, 8 end (fixed64), 9 attributes, 10 dropped attributes,
 * 11 events, 15 status.
 */
export function readSpan(reader: WireReader, scope: OtlpSpan["scope"], resource: Attributes): OtlpSpan {
  const attributes = new Map<string, Json>();
  const events: SpanEvent[] = [];
  const span: OtlpSpan = {
    traceId: "",
    spanId: "",
    parentId: null,
    name: "",
    start: "0",
    end: "0",
    attributes,
    droppedAttributes: 0,
    events,
    status: "unset",
    statusMessage: "",
    scope,
    resource,
  };
  eachField(reader, (number, wireType) => {
    if (wireType === LEN) {
      if (number === 1) span.traceId = hexBytes(reader);
      else if (number === 2) span.spanId = hexBytes(reader);
      else if (number === 4) span.parentId = hexBytes(reader) || null;
      else if (number === 5) span.name = reader.string();
      else if (number === 9) readKeyValue(reader, (key, value) => attributes.set(key, value));
      else if (number === 11) events.push(nested(reader, () => readEvent(reader)));
      else if (number === 15) nested(reader, () => readStatus(reader, span));
      else return false;
      return true;
    }
    if (number === 7 && wireType === 1) span.start = fixed64Text(reader);
    else if (number === 8 && wireType === 1) span.end = fixed64Text(reader);
    else if (number === 10 && wireType === 0) span.droppedAttributes = reader.uint32();
    else return false;
    return true;
  });
  return span;
}

/** Event: 2 name, 3 attributes. */
function readEvent(reader: WireReader): SpanEvent {
  const attributes = new Map<string, Json>();
  const event = { name: "", attributes };
  eachField(reader, (number, wireType) => {
    if (wireType !== LEN) return false;
    if (number === 2) event.name = reader.string();
    else if (number === 3) readKeyValue(reader, (key, value) => attributes.set(key, value));
    else return false;
    return true;
  });
  return event;
}

/** Status: 2 message, 3 code (0 unset, 1 ok, 2 error). */
function readStatus(reader: WireReader, span: OtlpSpan): void {
  eachField(reader, (number, wireType) => {
    if (number === 2 && wireType === LEN) span.statusMessage = reader.string();
    else if (number === 3 && wireType === 0) span.status = STATUS[reader.uint32()] ?? "unset";
    else return false;
    return true;
  });
}
