import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { Problem } from "../../src/adapters/adapter.ts";
import { DEFAULT_LIMITS } from "../../src/sources/limits.ts";
import { openSource } from "../../src/sources/open-source.ts";
import { packingOf } from "../../src/sources/packing.ts";
import { ProblemLog } from "../../src/sources/problem-log.ts";
import { chunked, chunkSizes } from "./arbitraries.ts";
import {
  bombFrame,
  LINES,
  lengthPrefixed,
  PACKED_LINES,
  skippableFrame,
  storedFrame,
} from "./zstd-frames.ts";

async function unpacked(
  packed: Buffer,
  sizes: readonly number[] = [],
  limits = DEFAULT_LIMITS,
): Promise<{ bytes: Buffer; problems: Problem[] }> {
  const packing = packingOf(packed);
  if (packing === null) throw new Error("not recognised");
  const log = new ProblemLog("x");
  const parts: Buffer[] = [];
  const open = async function* () {
    yield* chunked(packed, sizes);
  };
  for await (const part of packing.unpack(open, limits, log)) parts.push(part);
  return { bytes: Buffer.concat(parts), problems: log.list() };
}

const codes = (problems: readonly Problem[]): string[] => problems.map(({ code }) => code);

describe("a zstd stream", () => {
  test("gives what was packed, whatever the chunks", async () => {
    await fc.assert(
      fc.asyncProperty(chunkSizes, async (sizes) => {
        const { bytes, problems } = await unpacked(PACKED_LINES, sizes);
        expect(bytes.toString()).toBe(LINES);
        expect(problems).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test("may have several frames, empty and skippable ones too", async () => {
    const stream = Buffer.concat([
      skippableFrame("index"),
      storedFrame("one "),
      storedFrame(""),
      skippableFrame(""),
      PACKED_LINES,
      storedFrame("x".repeat(300_000)),
    ]);
    const { bytes, problems } = await unpacked(stream, [7, 4096]);
    expect(bytes.toString()).toBe(`one ${LINES}${"x".repeat(300_000)}`);
    expect(problems).toEqual([]);
  });

  test("cut or damaged anywhere gives what came before, and a problem", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 8, max: PACKED_LINES.length - 1 }),
        fc.boolean(),
        async (at, isCut) => {
          const spoiled = Buffer.from(isCut ? PACKED_LINES.subarray(0, at) : PACKED_LINES);
          if (!isCut) spoiled[at] = (spoiled[at] ?? 0) ^ 0x40;
          const before = storedFrame("before ");
          const { bytes, problems } = await unpacked(Buffer.concat([before, spoiled]), [before.length, 5000]);
          expect(bytes.toString().startsWith("before ")).toBe(true);
          if (isCut) expect(`before ${LINES}`.startsWith(bytes.toString())).toBe(true);
          // Some bits of a table can be turned without any effect.
          if (problems.length === 0) expect(bytes.toString()).toBe(`before ${LINES}`);
          else expect(codes(problems)).toEqual([expect.stringMatching(/^zstd-(?:truncated|damaged)$/)]);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("damage leaves the decoder of other streams alone", async () => {
    const spoiled = Buffer.concat([PACKED_LINES.subarray(0, 500), Buffer.alloc(400, 0xee)]);
    for (let n = 0; n < 50; n++) expect(codes((await unpacked(spoiled)).problems)).toHaveLength(1);
    expect((await unpacked(PACKED_LINES)).bytes.toString()).toBe(LINES);
  });

  test("that inflates without end is stopped", async () => {
    const limits = { ...DEFAULT_LIMITS, maxRunBytes: 4 << 20 };
    const { bytes, problems } = await unpacked(bombFrame(20_000), [], limits);
    expect(bytes.length).toBeLessThan(8 << 20);
    expect(problems).toMatchObject([{ code: "zstd-bomb", message: expect.stringMatching(/unpack to more/) }]);
  });

  test("with a window beyond what a decoder must hold is refused", async () => {
    const frame = storedFrame("x");
    frame[5] = 0xff;
    expect((await unpacked(frame)).problems).toMatchObject([{ message: expect.stringMatching(/128 MiB/) }]);
  });
});

describe("records that are packed one by one", () => {
  const texts = ['{"a":1}', `{"a":"${"y".repeat(200_000)}"}`, '{"a":3}'];
  const packed = texts.map(storedFrame);

  test("become a line each, whatever the chunks", async () => {
    await fc.assert(
      fc.asyncProperty(chunkSizes, async (sizes) => {
        const { bytes, problems } = await unpacked(lengthPrefixed(PACKED_LINES, storedFrame('{"b":2}')), [
          ...sizes,
          400,
        ]);
        expect(bytes.toString()).toBe(`${LINES}\n{"b":2}\n`);
        expect(problems).toEqual([]);
      }),
      { numRuns: 30 },
    );
    expect((await unpacked(lengthPrefixed(...packed))).bytes.toString()).toBe(`${texts.join("\n")}\n`);
  });

  test("of protobuf are put together as they are", async () => {
    const { bytes } = await unpacked(
      lengthPrefixed(storedFrame(Uint8Array.of(10, 1, 7)), storedFrame(Uint8Array.of(10, 0))),
    );
    expect([...bytes]).toEqual([10, 1, 7, 10, 0]);
  });

  test("that are damaged cost only themselves", async () => {
    const spoiled = Buffer.from(PACKED_LINES);
    spoiled[300] = (spoiled[300] ?? 0) ^ 0x40;
    const [first = Buffer.alloc(0), , third = Buffer.alloc(0)] = packed;
    const { bytes, problems } = await unpacked(lengthPrefixed(first, spoiled, third));
    expect(bytes.toString()).toBe('{"a":1}\n{"a":3}\n');
    expect(problems).toMatchObject([
      { code: "zstd-damaged", message: expect.stringMatching(/^1 of 3 .* number 2/) },
    ]);
  });

  test("that break off are told", async () => {
    const whole = lengthPrefixed(...packed);
    for (const cut of [8, 22, 25, whole.length - 19, whole.length - 1]) {
      const { bytes, problems } = await unpacked(whole.subarray(0, cut));
      expect(`${texts.join("\n")}\n`.startsWith(bytes.toString())).toBe(true);
      expect(codes(problems)).toEqual(["zstd-truncated"]);
    }
  });
});

describe("files", () => {
  const folder = mkdtempSync(join(tmpdir(), "mast-zstd-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const open = (name: string, content: Buffer) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return openSource({ path, uri: name, explicit: true });
  };

  test("read as what they hold, and are called so", async () => {
    await using source = await open("run.jsonl.zst", PACKED_LINES);
    expect(source).toMatchObject({ name: "run.jsonl", probe: { kind: "records" } });
    expect((await source.text()).split("\n")).toHaveLength(300);
    await using plain = await open("run.jsonl", Buffer.from(LINES));
    expect(await source.contentHash()).toBe(await plain.contentHash());
  });

  test("above what is held in memory are unpacked anew for each pass", async () => {
    const record = `{"text":"${"z".repeat(1000)}"}\n`;
    const large = record.repeat(20_000);
    await using source = await open("large.jsonl.zst", storedFrame(large));
    for (let pass = 0; pass < 2; pass++) {
      let records = 0;
      for await (const batch of source.records()) records += batch.length;
      expect(records).toBe(20_000);
    }
    expect(source.problems()).toEqual([]);
  });
});
