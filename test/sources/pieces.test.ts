import fc from "fast-check";
import { expect, it } from "vitest";
import type { Piece } from "../../src/adapters/source.ts";
import { DEFAULT_LIMITS } from "../../src/sources/limits.ts";
import { memorySource } from "../../src/sources/memory-source.ts";
import { PieceSplitter } from "../../src/sources/piece-splitter.ts";
import { ProblemLog } from "../../src/sources/problem-log.ts";

/** Pieces of a format that gives its length, the two bytes of it included, before each. */
const lengthOf = (bytes: Uint8Array): number | null =>
  bytes.length < 2 ? null : ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);

function piece(size: number, fill: number): Uint8Array {
  const bytes = new Uint8Array(size + 2).fill(fill);
  bytes[0] = (size + 2) >> 8;
  bytes[1] = (size + 2) & 0xff;
  return bytes;
}

/** Copies, since pieces are valid for as long as their batch. */
const copyOf = ({ offset, bytes }: Piece): [number, number[]] => [offset, [...bytes]];

function expected(pieces: readonly Uint8Array[]): [number, number[]][] {
  let offset = 0;
  return pieces.map((bytes) => {
    offset += bytes.length;
    return [offset - bytes.length, [...bytes]];
  });
}

it("takes a content apart the same way in whatever chunks it comes", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 8 }),
      fc.integer({ min: 1, max: 400 }),
      fc.nat(20),
      (sizes, chunkBytes, cut) => {
        const pieces = sizes.map(([size, fill]) => piece(size, fill));
        const content = Buffer.concat(pieces);
        const whole = content.subarray(0, content.length - Math.min(cut, pieces.at(-1)?.length ?? 0));
        const splitter = new PieceSplitter(lengthOf, DEFAULT_LIMITS, new ProblemLog("a"));
        const found: [number, number[]][] = [];
        for (let start = 0; start < whole.length; start += chunkBytes) {
          const chunk = Buffer.from(whole.subarray(start, start + chunkBytes));
          found.push(...splitter.push(chunk).map(copyOf));
        }
        found.push(...splitter.end().map(copyOf));
        const last = pieces.pop();
        if (last !== undefined && cut < last.length) pieces.push(last.subarray(0, last.length - cut));
        expect(found).toEqual(expected(pieces));
      },
    ),
  );
});

it("leaves out pieces that are too large, says where, and goes on behind them", async () => {
  const pieces = [piece(10, 1), piece(90, 2), piece(20, 3), piece(80, 4), piece(5, 5)];
  await using source = memorySource(Buffer.concat(pieces), "a.bin", "a.bin", { maxRunBytes: 50 });
  const found: [number, number[]][] = [];
  for await (const batch of source.pieces(lengthOf)) found.push(...batch.map(copyOf));
  expect(found).toEqual([0, 2, 4].map((index) => expected(pieces)[index]));
  expect(source.problems().map(({ code, locator }) => [code, locator])).toEqual([
    ["record-too-large", "byte:12"],
    ["record-too-large", "byte:126"],
  ]);
});

it("neither stops nor hangs where lengths make no sense", async () => {
  await using source = memorySource(new Uint8Array(1000), "zeros.bin");
  let count = 0;
  for await (const batch of source.pieces(lengthOf)) count += batch.length;
  expect(count).toBe(1000);
});
