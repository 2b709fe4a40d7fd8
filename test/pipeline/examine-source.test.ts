import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { ADAPTERS } from "../../src/adapters/registry.ts";
import { chooseAdapter } from "../../src/pipeline/choose-adapter.ts";
import { examineSource } from "../../src/pipeline/examine-source.ts";
import { nearFormats } from "../../src/pipeline/format-signs.ts";
import { memorySource } from "../../src/sources/memory-source.ts";
import { openSource } from "../../src/sources/open-source.ts";

const SAMPLES = join(import.meta.dirname, "../../sample-traces");
const samples = readdirSync(SAMPLES, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !entry.name.endsWith(".md"))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();

const open = (path: string) => openSource({ path, uri: basename(path), explicit: true });
const options = { adapters: ADAPTERS, forced: null };

describe("the signs of a format", () => {
  it("are all in one of the samples that are read as that format", async () => {
    /** For each format the signs that the sample with the fewest gaps lacks. */
    const lacking = new Map<string, string[]>();
    for (const path of samples) {
      await using source = await open(path);
      const choice = chooseAdapter(source, ADAPTERS, null);
      if (choice.adapter === null || source.probe.kind === "binary") continue;
      const doc = choice.adapter.meta.formats.find(({ format }) => format === choice.recognition.format);
      if (doc?.signs === undefined) continue;
      const near = nearFormats(source.probe, [choice.adapter]).find(({ format }) => format === doc.format);
      const missed = near?.missed ?? [...doc.signs];
      const least = lacking.get(doc.format);
      if (least === undefined || missed.length < least.length) lacking.set(doc.format, missed);
    }
    expect([...lacking].filter(([, missed]) => missed.length > 0)).toEqual([]);
    expect(lacking.size).toBeGreaterThan(15);
  });

  it("are looked for in a bounded part of a document, and by own names alone", () => {
    const many = Array.from({ length: 100_000 }, (_, i) => ({ [`k${i}`]: i }));
    const probe = { kind: "json", value: [{ toString: 1, many }], damage: null } as const;
    expect(nearFormats(probe, ADAPTERS)).toEqual([]);
  });
});

describe("examining a source", () => {
  it("gives the runs of spans too, and closes the source", async () => {
    const path = samples.find((sample) => sample.endsWith(".pb")) ?? "";
    const examination = await examineSource(await open(path), { path, uri: "a.pb", explicit: true }, options);
    expect(examination).toMatchObject({ kind: "binary", recognised: { adapter: "otlp" }, refused: null });
    expect(examination.runs.length).toBeGreaterThan(0);
    expect(examination.runs[0]?.stepsWithAgent).toBeGreaterThan(0);
  });

  it("adds the losses of all runs up and lists what claims the source", async () => {
    const path = samples.find((sample) => sample.endsWith("allotment.selector.stream.jsonl")) ?? "";
    const examination = await examineSource(await open(path), { path, uri: "a", explicit: true }, options);
    expect(examination.candidates[0]).toMatchObject({ format: "autogen/run-stream" });
    expect(examination.losses).toEqual(examination.runs.flatMap(({ losses }) => losses));
    expect(examination.losses.length).toBeGreaterThan(0);
  });

  it("says what a refused one has of near formats", async () => {
    const source = memorySource('{"x":{"tasks_output":[],"token_usage":{},"raw":"a"}}', "u.json");
    const near = nearFormats(source.probe, ADAPTERS);
    expect(near[0]).toMatchObject({
      adapter: "crewai-output",
      found: ["raw", "tasks_output", "token_usage"],
      missed: ["expected_output", "agent"],
    });
  });
});
