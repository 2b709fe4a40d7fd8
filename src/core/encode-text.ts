const utf8 = new TextEncoder();
/** Bytes of UTF-8 for a UTF-16 unit at most. */
const MOST_BYTES = 3;
/** What one large text has made larger is not kept for the next. */
const KEPT = 8 << 20;

/** How long a text becomes is known only afterwards, and memory that is fresh costs more than a copy out of this. */
let scratch = new Uint8Array(1 << 20);

/** The texts one after the other as UTF-8. Valid until the next call: copy what is to stay. */
export function encodedTexts(texts: readonly string[]): Uint8Array {
  const most = texts.reduce((sum, { length }) => sum + length * MOST_BYTES, 0);
  const room = roomFor(most);
  let end = 0;
  for (const text of texts) end += utf8.encodeInto(text, room.subarray(end)).written;
  return room.subarray(0, end);
}

function roomFor(bytes: number): Uint8Array {
  if (bytes <= scratch.length) return scratch;
  const larger = new Uint8Array(bytes);
  if (larger.length <= KEPT) scratch = larger;
  return larger;
}
