import { execFileSync, spawn } from "node:child_process";
import {
  appendFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { stampOf } from "../../src/sources/file-stamp.ts";
import { memorySource } from "../../src/sources/memory-source.ts";
import { type OpenSource, openSource } from "../../src/sources/open-source.ts";
import { readPipe } from "../../src/sources/pipe.ts";
import { PrivateFolder } from "../../src/sources/private-folder.ts";
import { systemSourceError } from "../../src/sources/source-error.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mast-open-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
function write(content: string | Buffer, name = `file-${count++}`): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const open = (path: string, limits = {}) => openSource({ path, uri: basename(path), explicit: true }, limits);

async function recordLines(source: OpenSource): Promise<number[]> {
  const lines: number[] = [];
  for await (const batch of source.records()) lines.push(...batch.map((record) => record.line));
  return lines;
}

/** About 20 MB, above what is held in memory, of which one record is broken. */
const LARGE_COUNT = 20_000;
const largeLines = Array.from({ length: LARGE_COUNT }, (_, i) =>
  JSON.stringify({ i, text: `é${"word ".repeat(200)}` }),
);
largeLines[12_345] = largeLines[12_345]?.slice(0, 500) ?? "";
const large = `${largeLines.join("\n")}\n`;

describe("the same content reads the same from everywhere", () => {
  const text = '{"a":"é"}\n{"a":\n{"a":3}\n';
  const cases: Record<string, () => Promise<OpenSource>> = {
    memory: async () => memorySource(text, "x"),
    "a file": () => open(write(text, "plain.jsonl")),
    "gzip under another name": () => open(write(gzipSync(text), "packed.jsonl")),
    "UTF-16": () => open(write(Buffer.from(`\ufeff${text}`, "utf16le"), "wide.jsonl")),
    "standard input": () =>
      openSource({ path: "-", uri: "-", explicit: true }, {}, Readable.from([Buffer.from(text)])),
  };
  test.each(Object.entries(cases))("%s", async (_name, make) => {
    await using source = await make();
    expect(source.probe.kind).toBe("records");
    expect(await recordLines(source)).toEqual([1, 3]);
    expect(source.problems()).toMatchObject([{ uri: source.uri, locator: "line:2", code: "json-broken" }]);
  });

  const largeCases: Record<string, () => Promise<OpenSource>> = {
    "a large file": () => open(write(large, "large.jsonl")),
    "a large file in gzip": () => open(write(gzipSync(large, { level: 1 }), "large.jsonl.gz")),
    "a long standard input": () =>
      openSource(
        { path: "-", uri: "-", explicit: true },
        {},
        Readable.from([large.slice(0, 9e6), large.slice(9e6)]),
      ),
  };
  test.each(Object.entries(largeCases))("%s", async (_name, make) => {
    await using source = await make();
    const lines = await recordLines(source);
    expect(lines).toHaveLength(LARGE_COUNT - 1);
    expect(lines.at(-1)).toBe(LARGE_COUNT);
    expect(source.problems()).toMatchObject([{ locator: "line:12346", code: "json-broken" }]);
    expect(await source.contentHash()).toBe(await memorySource(large).contentHash());
  });
});

test("the name is without folders and without .gz, the uri as given", async () => {
  await using source = await open(write(gzipSync("[]"), "run.json.GZ"));
  expect(source).toMatchObject({ name: "run.json", uri: "run.json.GZ" });
});

test("the stamp changes with the file and only then", async () => {
  const path = write("[1]");
  const first = await stampOf(path);
  expect(await stampOf(path)).toBe(first);
  await using source = await open(path);
  expect(source.stamp).toBe(first);
  writeFileSync(path, "[2]");
  utimesSync(path, 1, 1);
  expect(await stampOf(path)).not.toBe(first);
});

describe("a file that is touched while it is open", () => {
  test("what is appended is left for the next time", async () => {
    const path = write(large);
    await using source = await open(path);
    appendFileSync(path, '{"more":1}\n');
    expect(await recordLines(source)).toHaveLength(LARGE_COUNT - 1);
    expect(source.problems().map(({ code }) => code)).toEqual(["json-broken"]);
  });

  test("what is moved away or deleted is still read", async () => {
    const path = write(large);
    await using source = await open(path);
    renameSync(path, `${path}.moved`);
    rmSync(`${path}.moved`);
    expect(await recordLines(source)).toHaveLength(LARGE_COUNT - 1);
  });

  test("what is cut short or overwritten is a problem", async () => {
    const path = write(large);
    await using source = await open(path);
    truncateSync(path, 1_000_000);
    expect((await recordLines(source)).length).toBeGreaterThan(100);
    expect(source.problems().map(({ code }) => code)).toContain("file-changed");
  });
});

describe("what cannot be read", () => {
  test("a folder", async () => {
    await expect(open(folder)).rejects.toMatchObject({ name: "SourceError", code: "not-a-file" });
  });

  test("a file that is gone", async () => {
    const gone = { path: join(folder, "gone.json"), uri: "gone.json", explicit: false };
    await expect(openSource(gone)).rejects.toMatchObject({ name: "SourceError", code: "file-vanished" });
  });

  test.skipIf(process.platform === "win32")("a device", async () => {
    await expect(open("/dev/null")).rejects.toMatchObject({ code: "not-a-file" });
    await expect(open("/dev/zero")).rejects.toMatchObject({ code: "not-a-file" });
  });

  // Root may read everything, so the refusal itself cannot be provoked in a container.
  test("a file without permission", () => {
    const refusal = Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
    expect(systemSourceError(refusal)).toMatchObject({ code: "no-permission" });
  });
});

describe.skipIf(process.platform === "win32")("named pipes", () => {
  async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
    let text = "";
    for await (const chunk of chunks) text += Buffer.from(chunk).toString();
    return text;
  }

  test("are read to their end, whenever the writer comes", async () => {
    const path = join(folder, "pipe");
    execFileSync("mkfifo", [path]);
    const writer = spawn("sh", ["-c", 'sleep 0.3; printf \'{"a":1}\\n{"a":2}\\n\' > "$0"', path]);
    await using source = await open(path);
    expect(await recordLines(source)).toEqual([1, 2]);
    expect(source.stamp).toBeNull();
    writer.kill();
  });

  test("that nobody writes to are empty after a while", async () => {
    const path = join(folder, "lonely");
    execFileSync("mkfifo", [path]);
    expect(await textOf(readPipe(path, 200))).toBe("");
  });

  test("are waited for when the writer is there and silent for longer than that", async () => {
    const path = join(folder, "slow");
    execFileSync("mkfifo", [path]);
    const writer = spawn("sh", ["-c", 'exec > "$0"; sleep 0.5; printf late', path]);
    expect(await textOf(readPipe(path, 200))).toBe("late");
    writer.kill();
  });
});

describe("where no temporary folder can be made", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test("that is what the problem says, and not that the source is gone", () => {
    vi.stubEnv("TMPDIR", join(folder, "not-there"));
    vi.stubEnv("TEMP", join(folder, "not-there"));
    expect(() => new PrivateFolder()).toThrow(
      expect.objectContaining({ code: "no-temporary-folder", message: expect.stringContaining("not-there") }),
    );
  });
});

describe("limits", () => {
  const document = JSON.stringify({
    messages: Array.from({ length: 20_000 }, (_, i) => ({ content: `${i}`.repeat(200) })),
  });

  test("a document above the limit is a problem and no crash, in memory and from the disk", async () => {
    const limits = { maxRunBytes: 1_000_000 };
    await using source = await open(write(document), limits);
    for (const one of [source, memorySource(document, "x", "x", limits)]) {
      expect(one.probe.kind).toBe("text");
      expect(one.problems().map(({ code }) => code)).toContain("source-too-large");
      await expect(one.text()).rejects.toMatchObject({ code: "source-too-large" });
      expect(await one.contentHash()).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  test("records of any number are read below it", async () => {
    await using source = await open(write(large), { maxRunBytes: 1_000_000 });
    expect(await recordLines(source)).toHaveLength(LARGE_COUNT - 1);
  });

  test("a line of 100 MB is a record like any other", async () => {
    const path = write(`{"a":1}\n{"b":"${"x".repeat(100e6)}"}\n{"c":3}\n`);
    await using source = await open(path);
    expect(await recordLines(source)).toEqual([1, 2, 3]);
    rmSync(path);
  });
});
