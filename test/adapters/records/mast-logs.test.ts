import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mastDataAdapter } from "../../../src/adapters/mast-data/mast-data.ts";
import { ADAPTERS } from "../../../src/adapters/registry.ts";
import { chooseAdapter } from "../../../src/pipeline/choose-adapter.ts";
import { memorySource } from "../../../src/sources/memory-source.ts";
import { outline, readRuns } from "../../helpers/read-runs.ts";
import { LOGS } from "./mast-logs.ts";

const read = (text: string) => readRuns(mastDataAdapter, text);
const inRecord = (mas_name: string, trajectory: string) => ({
  mas_name,
  trace_id: 1,
  trace: { key: "k", trajectory },
  mast_annotation: { "1.1": 1 },
});

describe("all logs", () => {
  it.each(LOGS)(
    "%s: this adapter is the surest of it, alone and in a record",
    async (name, text, framework) => {
      expect(chooseAdapter(memorySource(text), ADAPTERS, null).adapter?.meta.id).toBe("mast-data");
      const { run: alone } = await read(text);
      for (const record of [inRecord(name, text), { mas_name: name, trace: text }]) {
        const { run } = await readRuns(mastDataAdapter, record);
        expect(run?.framework).toBe(framework);
        expect(outline(run)).toEqual(outline(alone));
        expect(run?.steps[1]?.locator).toMatch(/^\/trace(?:\/trajectory)?#line:\d+$/);
      }
    },
  );

  it("read the same with other line ends, and whatever is cut off or put between", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...LOGS),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.string({ maxLength: 80 }),
        async ([, text], share, noise) => {
          const cut = Math.floor(text.length * share);
          const { run: unix } = await read(text.slice(0, cut));
          const { run: windows } = await read(text.slice(0, cut).replaceAll("\n", "\r\n"));
          expect(outline(windows)).toEqual(outline(unix));
          const { runs, problems } = await read(`${text.slice(0, cut)}\n${noise}\n${text.slice(cut)}`);
          expect(runs.length + problems.length).toBeGreaterThan(0);
          for (const run of runs) {
            expect(run.steps.every(({ locator }) => /^line:\d+$/.test(locator))).toBe(true);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it.each(LOGS)("%s: a hostile line costs no more than its length", async (_, text) => {
    const [first = "", ...rest] = text.split("\n");
    const bad = ["[", "x]\n\n[", "(", "Response from ", "'", "**", "---------- ", " | "].map((part) =>
      part.repeat(200_000 / part.length),
    );
    const started = performance.now();
    const { runs } = await read([first, ...rest, ...bad, ...rest].join("\n"));
    expect(performance.now() - started).toBeLessThan(3000);
    expect(runs.length).toBeGreaterThan(0);
  });
});
