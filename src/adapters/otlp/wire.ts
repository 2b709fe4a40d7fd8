import protobuf from "protobufjs/minimal.js";
import type { Json } from "../../core/run.ts";
import { MAX_VALUE_DEPTH } from "./span.ts";

/**
 * The protobuf runtime's reader, used directly: a schema of a dozen frozen messages needs no generated module, and
 * `len` as a movable limit keeps every nested message inside its parent.
 */
export type WireReader = protobuf.Reader;

export function wireReader(bytes: Uint8Array): WireReader {
  return protobuf.Reader.create(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/** Wire type 2 (length-delimited) of a field. */
export const LEN = 2;
const VARINT = 0;
const FIXED64 = 1;
const FIXED32 = 5;

/** Calls `field` for each field up to the limit; `field` returns false for those it does not read. */
export function eachField(reader: WireReader, field: (number: number, wireType: number) => boolean): void {
  while (reader.pos < reader.len) {
    const tag = reader.tag();
    if (!field(tag >>> 3, tag & 7)) skipField(reader, tag);
  }
}

/** Reads a nested message inside its own bounds. */
export function nested<T>(reader: WireReader, read: () => T): T {
  const size = reader.size();
  const outer = reader.len;
  const end = reader.pos + size;
  if (end > outer) throw new RangeError(`a message of ${size} bytes runs over the end of its parent`);
  reader.len = end;
  const value = read();
  reader.len = outer;
  return value;
}

export function skipField(reader: WireReader, tag: number): void {
  const wireType = tag & 7;
  if (tag >>> 3 === 0) throw new RangeError("field number 0");
  // Groups nest without a length and occur in no OTLP message, so they are damage.
  if (wireType !== VARINT && wireType !== FIXED64 && wireType !== LEN && wireType !== FIXED32) {
    throw new RangeError(`wire type ${wireType}`);
  }
  reader.skipType(wireType);
}

/** Unsigned 64-bit fixed as decimal text. */
export function fixed64Text(reader: WireReader): string {
  const low = reader.fixed32();
  const high = reader.fixed32();
  return ((BigInt(high) << 32n) | BigInt(low)).toString();
}

export function hexBytes(reader: WireReader): string {
  const size = reader.size();
  const start = reader.pos;
  reader.skip(size);
  return Buffer.from(reader.buf.buffer, reader.buf.byteOffset + start, size).toString("hex");
}

/** KeyValue: 1 key, 2 value. */
export function readKeyValue(reader: WireReader, into: (key: string, value: Json) => void, depth = 0): void {
  nested(reader, () => {
    let key = "";
    let value: Json = null;
    eachField(reader, (number, wireType) => {
      if (wireType !== LEN) return false;
      if (number === 1) key = reader.string();
      else if (number === 2) value = nested(reader, () => readAnyValue(reader, depth));
      else return false;
      return true;
    });
    into(key, value);
  });
}

/** AnyValue: 1 string, 2 bool, 3 int64, 4 double, 5 array, 6 key-value list, 7 bytes. */
export function readAnyValue(reader: WireReader, depth = 0): Json {
  let value: Json = null;
  eachField(reader, (number, wireType) => {
    if (number === 1 && wireType === LEN) value = reader.string();
    else if (number === 2 && wireType === VARINT) value = reader.bool();
    else if (number === 3 && wireType === VARINT) value = safeInteger(reader.int64());
    else if (number === 4 && wireType === FIXED64) value = finite(reader.double());
    else if (number === 5 && wireType === LEN && depth < MAX_VALUE_DEPTH)
      value = readArray(reader, depth + 1);
    else if (number === 6 && wireType === LEN && depth < MAX_VALUE_DEPTH)
      value = readObject(reader, depth + 1);
    else if (number === 7 && wireType === LEN) value = Buffer.from(reader.bytes()).toString("base64");
    else return false;
    return true;
  });
  return value;
}

function readArray(reader: WireReader, depth: number): Json[] {
  const items: Json[] = [];
  nested(reader, () =>
    eachField(reader, (number, wireType) => {
      if (number !== 1 || wireType !== LEN) return false;
      items.push(nested(reader, () => readAnyValue(reader, depth)));
      return true;
    }),
  );
  return items;
}

function readObject(reader: WireReader, depth: number): Json {
  const entries: [string, Json][] = [];
  nested(reader, () =>
    eachField(reader, (number, wireType) => {
      if (number !== 1 || wireType !== LEN) return false;
      readKeyValue(reader, (key, value) => entries.push([key, value]), depth);
      return true;
    }),
  );
  // Object.fromEntries defines own properties, so a key "__proto__" stays data.
  return Object.fromEntries(entries);
}

/** JSON has no NaN or infinities. */
export function finite(value: number): Json {
  return Number.isFinite(value) ? value : String(value);
}

/** With the `long` package the runtime gives a Long, without it a number. */
function safeInteger(value: { toString(): string }): Json {
  const text = value.toString();
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}
