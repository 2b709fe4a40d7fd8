/** Reads the length that stands at a place, and where what it counts begins; null where it is not there as a whole. */
export type ReadLength = (bytes: Uint8Array, at: number) => { length: number; start: number } | null;

/** No length takes more bytes, in either form. */
export const LONGEST_PREFIX = 5;

/** Tag of the only field of a request: number 1, length-delimited. */
const REQUEST_TAG = 0x0a;

/** 32 bits, big-endian: the collector's file exporter. */
const fixedLength: ReadLength = (bytes, at) => {
  if (at + 4 > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { length: view.getUint32(at), start: at + 4 };
};

/** A varint: what protobuf libraries write with `writeDelimitedTo`, `protodelim` and the like. */
const varintLength: ReadLength = (bytes, at) => {
  let length = 0;
  for (let n = 0; n < LONGEST_PREFIX; n++) {
    const byte = bytes[at + n];
    if (byte === undefined) return null;
    length += (byte & 0x7f) * 128 ** n;
    if (byte < 0x80) return { length, start: at + n + 1 };
  }
  return null;
};

/**
 * Which lengths stand before the requests of a content that begins with these bytes; null where nothing stands between
 * them, which makes them one request. `isRequest` looks at the messages between two places.
 */
export function framingOf(
  head: Uint8Array,
  isRequest: (start: number, end: number) => boolean,
): ReadLength | null {
  // A length of 10 would stand before a request too short for a single span.
  if (head[0] === REQUEST_TAG) return null;
  for (const readLength of [fixedLength, varintLength]) {
    for (let at = 0; at < head.length; ) {
      const prefix = readLength(head, at);
      if (prefix === null) break;
      const { length, start } = prefix;
      const end = Math.min(start + length, head.length);
      // Requests of other signals and without any content may come first.
      if (start < end && head[start] !== REQUEST_TAG) break;
      if (isRequest(start, end)) return readLength;
      at = start + length;
    }
  }
  return null;
}
