import type { Piece } from "../source.ts";
import { readAttributesOf, readScope, readSpan } from "./read-span.ts";
import { type Attributes, type Decoded, NO_ATTRIBUTES } from "./span.ts";
import { LEN, skipField, type WireReader, wireReader } from "./wire.ts";

/** A length-delimited field of a container message; `whole` is false where it runs over its parent's end. */
interface Slice {
  field: number;
  start: number;
  end: number;
  whole: boolean;
}

const ZERO_TRACE = "0".repeat(32);
const ZERO_SPAN = "0".repeat(16);

/** Enough to hold the tag and the length of any field. */
const LONGEST_HEAD = 20;

/**
 * The spans of an `ExportTraceServiceRequest` or `TracesData` (the same on the wire), or of several written one after
 * the other with a 4-byte big-endian length before each, as the collector's file exporter does. Decoded piece by piece,
 * so that a content of any length fits in memory. Damage inside a span costs that span; in a container, what follows in
 * that container. Locators are `byte:OFFSET`.
 */
export class ProtobufRequests {
  private isFramed: boolean | null = null;
  private isOver = false;

  /** How long the request with its length, or the field of the only request, is that begins with these bytes. */
  readonly lengthOf = (bytes: Uint8Array): number | null => {
    if (this.isFramed === null && bytes.length < 5) return null;
    this.isFramed ??= startsFramed(bytes);
    if (this.isFramed) return bytes.length < 4 ? null : frameLength(bytes);
    return fieldLength(bytes) ?? (bytes.length < LONGEST_HEAD ? null : bytes.length);
  };

  *decode({ offset, bytes }: Piece): Generator<Decoded> {
    if (this.isOver) return;
    const isFramed = this.isFramed ?? startsFramed(bytes);
    for (const item of isFramed ? decodeFrame(bytes) : decodeTracesData(wireReader(bytes), 0, bytes.length)) {
      yield item.problem === undefined ? item : { problem: movedBy(offset, item.problem) };
    }
    // Without lengths around it nothing tells where the next sound field begins.
    this.isOver = !isFramed && fieldLength(bytes) === null;
  }
}

function frameLength(bytes: Uint8Array): number {
  return 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
}

/** Null where it is no field. */
function fieldLength(bytes: Uint8Array): number | null {
  const reader = wireReader(bytes);
  try {
    const tag = reader.tag();
    if (tag >>> 3 === 0) return null;
    if ((tag & 7) === LEN) return reader.size() + reader.pos;
    skipField(reader, tag);
    return reader.pos;
  } catch {
    return null;
  }
}

function* decodeFrame(bytes: Uint8Array): Generator<Decoded> {
  yield* decodeTracesData(wireReader(bytes), Math.min(4, bytes.length), bytes.length);
  if (bytes.length < 4 || bytes.length < frameLength(bytes)) {
    yield damage(0, "truncated", "the last request breaks off");
  }
}

/** Places are counted from the start of what is decoded at a time. */
function movedBy(offset: number, problem: NonNullable<Decoded["problem"]>): NonNullable<Decoded["problem"]> {
  return { ...problem, locator: placeOf(Number(problem.locator.slice("byte:".length)) + offset) };
}

/** A request never starts with a byte 0; a length prefix does, up to 16 MiB. */
function startsFramed(bytes: Uint8Array): boolean {
  return bytes.length > 4 && bytes[0] === 0 && bytes[4] === 0x0a;
}

/**
 * Whether the beginning of a content is such a request: outer structure as in the schema, and the first span has ids
 * of the right length (which logs and metrics, the same in their outer messages, do not have).
 */
export function looksLikeProtobufRequest(head: Uint8Array): boolean {
  const start = startsFramed(head) ? 4 : 0;
  const reader = wireReader(head);
  for (const resource of slicesOf(reader, { start, end: head.length }).slices) {
    if (resource.field !== 1) return false;
    for (const scope of slicesOf(reader, resource).slices) {
      if (scope.field !== 2) continue;
      for (const span of slicesOf(reader, scope).slices) {
        if (span.field === 2) return startsWithIds(head.subarray(span.start, span.end));
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

/** ScopeSpans: 1 scope { 1 name, 2 version }, 2 spans. */
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
    const read = guarded(reader, slice, () => readSpan(reader, scope, resource));
    if (read.problem !== undefined) yield { problem: read.problem };
    else if (!isTraceId(read.value.traceId) || !isSpanId(read.value.spanId)) {
      yield damage(
        slice.start,
        "span-without-id",
        "a span needs a trace id of 16 bytes and a span id of 8, not all zero",
      );
    } else yield { span: read.value };
  }
  if (problem !== null) yield problem;
}

const isTraceId = (id: string): boolean => id.length === 32 && id !== ZERO_TRACE;
const isSpanId = (id: string): boolean => id.length === 16 && id !== ZERO_SPAN;

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
