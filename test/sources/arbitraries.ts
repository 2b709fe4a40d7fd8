import fc from "fast-check";

/** An object or array of a few levels, with strings that hold brackets, quotes, breaks and characters of any plane. */
export const jsonContainer = fc.oneof(
  fc.dictionary(
    fc.string({ unit: "binary", maxLength: 6 }),
    fc.jsonValue({ maxDepth: 3, stringUnit: "grapheme" }),
  ),
  fc.array(fc.jsonValue({ maxDepth: 3, stringUnit: "grapheme" }), { maxLength: 4 }),
  fc.record({ text: fc.constantFrom('}{"[', "a\nb", "\\", '\\"', "\u{1f600}", "]\n{", "") }),
);

/** Sizes that are used in turn; [] = all at once. */
export const chunkSizes = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 4 });

export function* chunked(content: Buffer, sizes: readonly number[]): Generator<Buffer> {
  let turn = 0;
  for (let start = 0; start < content.length; ) {
    const size = sizes[turn++ % Math.max(1, sizes.length)] ?? content.length;
    yield Buffer.from(content.subarray(start, start + size));
    start += size;
  }
}
