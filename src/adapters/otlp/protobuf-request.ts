import type { Piece } from "../source.ts";
import { framingOf, LONGEST_PREFIX, type ReadLength } from "./protobuf-frames.ts";
import { looksLikeLog, readLog } from "./read-log.ts";
import { readAttributesOf, readScope, readSpan } from "./read-span.ts";
import { type Attributes, type Decoded, identified, NO_ATTRIBUTES, type OtlpSpan } from "./span.ts";
import { LEN, skipField, type WireReader, wireReader } from "./wire.ts";

/** A length-delimited field of a container message; `whole` is false where it runs over its parent's end. */
interface Slice {
  field: number;
  start: number;
  end: number;
  whole: boolean;
}

/** Every writer begins a span with its trace id: field 1, length-delimited. Field 1 of a log record is a number. */
const TRACE_ID_TAG = 0x0a;
const ZERO_TRACE = "0".repeat(32);
const ZERO_SPAN = "0".repeat(16);

/** Enough to hold the tag and the length of any field. */
const LONGEST_HEAD = 20;

/**
 * The spans of an `ExportTraceServiceRequest` or `TracesData` (the same on the wire), the records of such logs, or those
 * of several of them written one after the other, each after its length or not. Decoded piece by piece, so that a
 * content of any length fits in memory. Damage inside a span costs that span; in a container, what follows in that
 * container. Locators are `byte:OFFSET`.
 */
export class ProtobufRequests {
  private readonly readLength: ReadLength | null;
  private isOver = false;

  /** `head`: the beginning of the content, 64 KiB or all of it. */
  constructor(head: Uint8Array) {
    const reader = wireReader(head);
    this.readLength = framingOf(head, (start, end) => holdsItems(reader, start, end));
  }

  /** How long the request with its length, or some fields of the only request, are that begin with these bytes. */
  readonly lengthOf = (bytes: Uint8Array): number | null => {
    if (this.readLength === null) {
      return lengthOfFields(bytes) ?? (bytes.length < LONGEST_HEAD ? null : bytes.length);
    }
    const prefix = this.readLength(bytes, 0);
    if (prefix !== null) return prefix.start + prefix.length;
    return bytes.length < LONGEST_PREFIX ? null : bytes.length;
  };

  *decode({ offset, bytes }: Piece): Generator<Decoded> {
    if (this.isOver) return;
    const { readLength } = this;
    const decoded =
      readLength === null
        ? decodeTracesData(wireReader(bytes), 0, bytes.length)
        : decodeFrame(bytes, readLength(bytes, 0));
    for (const item of decoded) {
      yield item.problem === undefined ? item : { ...item, problem: movedBy(offset, item.problem) };
    }
    // Without a length nothing tells where the next sound field or request begins.
    this.isOver = (readLength === null ? lengthOfFields(bytes) : readLength(bytes, 0)) === null;
  }
}

/** How long the fields are together that are whole here, else the first; null where no field begins here. */
function lengthOfFields(bytes: Uint8Array): number | null {
  const reader = wireReader(bytes);
  let whole: number | null = null;
  try {
    while (reader.pos < bytes.length) {
      const tag = reader.tag();
      if ((tag & 7) === LEN && tag >>> 3 !== 0) {
        const end = reader.size() + reader.pos;
        if (end > bytes.length) return whole ?? end;
        reader.pos = end;
      } else skipField(reader, tag);
      whole = reader.pos;
    }
  } catch {
    // What makes no sense comes first in the next piece, where decoding says so.
  }
  return whole;
}

function* decodeFrame(bytes: Uint8Array, prefix: ReturnType<ReadLength>): Generator<Decoded> {
  if (prefix !== null) yield* decodeTracesData(wireReader(bytes), prefix.start, bytes.length);
  if (prefix === null || bytes.length < prefix.start + prefix.length) {
    yield damage(0, "truncated", "the last request breaks off");
  }
}

/** Places are counted from the start of what is decoded at a time. */
function movedBy(offset: number, problem: NonNullable<Decoded["problem"]>): NonNullable<Decoded["problem"]> {
  return { ...problem, locator: placeOf(Number(problem.locator.slice("byte:".length)) + offset) };
}

/** Whether the beginning of a content, 64 KiB or all of it, is such a request or a file of them. */
export function looksLikeProtobufRequest(head: Uint8Array): boolean {
  const reader = wireReader(head);
  const isRequest = (start: number, end: number): boolean => holdsItems(reader, start, end);
  return isRequest(0, head.length) || framingOf(head, isRequest) !== null;
}

/**
 * Whether a message is a request: outer structure as in the schema, and the first span has ids of the right length, or
 * what stands in its place has the fields of a log record (metrics, the same in their outer messages, have neither).
 */
function holdsItems(reader: WireReader, start: number, end: number): boolean {
  for (const resource of slicesOf(reader, { start, end }).slices) {
    if (resource.field !== 1) return false;
    for (const scope of slicesOf(reader, resource).slices) {
      if (scope.field !== 2) continue;
      for (const item of slicesOf(reader, scope).slices) {
        if (item.field !== 2) continue;
        return (
          startsWithIds(reader.buf.subarray(item.start, item.end)) ||
          looksLikeLog(reader, item.start, item.end)
        );
      }
    }
  }
  return false;
}

function startsWithIds(span: Uint8Array): boolean {
  return span.length > 28 && span[0] === 0x0a && span[1] === 16 && span[18] === 0x12 && span[19] === 8;
}

function* decodeTracesData(reader: WireReader, start: number, end: number): Generator<Decoded> {
  const request = slicesOf(reader, { start, end });
  for (const slice of request.slices) if (slice.field === 1) yield* decodeResourceSpans(reader, slice);
  if (request.problem !== null) yield request.problem;
}

/** ResourceSpans: 1 resource { 1 attributes }, 2 scope_spans. */
function* decodeResourceSpans(reader: WireReader, outer: Slice): Generator<Decoded> {
  const { slices, problem } = slicesOf(reader, outer);
  let resource = NO_ATTRIBUTES;
  const first = slices.find((slice) => slice.field === 1);
  if (first !== undefined) {
    const read = guarded(reader, first, () => readAttributesOf(reader, 1));
    if (read.problem !== undefined) yield { problem: read.problem };
    else resource = read.value;
  }
  for (const slice of slices) if (slice.field === 2) yield* decodeScopeSpans(reader, slice, resource);
  if (problem !== null) yield problem;
}

/** ScopeSpans: 1 scope { 1 name, 2 version }, 2 spans; ScopeLogs: the same with log records. */
function* decodeScopeSpans(reader: WireReader, outer: Slice, resource: Attributes): Generator<Decoded> {
  const { slices, problem } = slicesOf(reader, outer);
  let scope = { name: "", version: "" };
  const first = slices.find((slice) => slice.field === 1);
  if (first !== undefined) {
    const read = guarded(reader, first, () => readScope(reader));
    if (read.problem !== undefined) yield { problem: read.problem };
    else scope = read.value;
  }
  for (const slice of slices) {
    if (slice.field !== 2) continue;
    if (!slice.whole) {
      yield damage(slice.start, "truncated", "the data breaks off inside this span");
      continue;
    }
    if (reader.buf[slice.start] !== TRACE_ID_TAG && looksLikeLog(reader, slice.start, slice.end)) {
      const read = guarded(reader, slice, () => readLog(reader, scope.name));
      yield read.problem !== undefined ? { problem: read.problem } : { log: read.value };
      continue;
    }
    const read = guarded(reader, slice, () => readSpan(reader, scope, resource));
    if (read.problem !== undefined) yield { problem: read.problem };
    else yield identified(withSoundIds(read.value), `byte:${slice.start}`);
  }
  if (problem !== null) yield problem;
}

/** Ids of another length are no ids. */
function withSoundIds(span: OtlpSpan): OtlpSpan {
  if (span.traceId.length !== ZERO_TRACE.length || span.traceId === ZERO_TRACE) span.traceId = "";
  if (span.spanId.length !== ZERO_SPAN.length || span.spanId === ZERO_SPAN) span.spanId = "";
  return span;
}

/** The length-delimited fields of a container; where it stops making sense, those before and the problem. */
function slicesOf(
  reader: WireReader,
  range: { start: number; end: number },
): { slices: Slice[]; problem: Decoded | null } {
  const slices: Slice[] = [];
  reader.pos = range.start;
  reader.len = range.end;
  let position = range.start;
  try {
    while (reader.pos < range.end) {
      position = reader.pos;
      const tag = reader.tag();
      if ((tag & 7) !== LEN || tag >>> 3 === 0) {
        skipField(reader, tag);
        continue;
      }
      const size = reader.size();
      const start = reader.pos;
      const end = Math.min(start + size, range.end);
      slices.push({ field: tag >>> 3, start, end, whole: start + size <= range.end });
      reader.pos = end;
    }
  } catch (error) {
    return { slices, problem: damage(position, "bad-protobuf", messageOf(error)) };
  }
  return { slices, problem: null };
}

type Guarded<T> =
  | { value: T; problem?: undefined }
  | { value?: undefined; problem: NonNullable<Decoded["problem"]> };

function guarded<T>(reader: WireReader, slice: Slice, read: () => T): Guarded<T> {
  reader.pos = slice.start;
  reader.len = slice.end;
  try {
    return { value: read() };
  } catch (error) {
    const locator = placeOf(Math.min(reader.pos, slice.end));
    return { problem: { locator, code: "bad-protobuf", message: messageOf(error) } };
  }
}

function damage(offset: number, code: string, message: string): Decoded {
  return { problem: { locator: placeOf(offset), code, message } };
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // The runtime adds positions, which count from the start of what is decoded at a time.
  return message.startsWith("index out of range") ? "the data ends inside a value" : message;
}

function placeOf(offset: number): string {
  return `byte:${offset}`;
}
