import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { expectAsScripted, type SampleExpectation } from "../../helpers/sample-expectation.ts";
import { unpackedFile } from "../../helpers/unpacked-file.ts";
import { assembleSources } from "./assemble-sources.ts";

const SAMPLES = new URL("../../../sample-traces/otlp/", import.meta.url);
const EXPECTED = new URL("../../expected/otlp/", import.meta.url);
const FIXTURES = new URL("../../fixtures/otlp/", import.meta.url);

/** What the scripts that made the samples say of them; modes are checked where detectors run. */
describe("OTLP samples", () => {
  for (const name of readdirSync(SAMPLES)) {
    it(name, async () => {
      const expected: SampleExpectation = JSON.parse(readFileSync(new URL(`${name}.json`, EXPECTED), "utf8"));
      const { runs, problems } = await assembleSources(
        await unpackedFile(fileURLToPath(new URL(name, SAMPLES))),
      );
      expect(problems).toEqual([]);
      expectAsScripted(runs, expected);
    });
  }

  it("has no expectation without a sample", () => {
    for (const name of readdirSync(EXPECTED)) {
      expect(existsSync(new URL(name.replace(/\.json$/, ""), SAMPLES)), name).toBe(true);
    }
  });
});

describe("one run over two files", () => {
  const part1 = readFileSync(new URL("rota-part-1.jsonl", FIXTURES));
  const part2 = readFileSync(new URL("rota-part-2.pb", FIXTURES));

  it("is one run, whichever file comes first and although a request is in both", async () => {
    const { runs } = await assembleSources(part1, part2);
    expect(runs).toHaveLength(1);
    expect(runs[0]?.steps.map(({ agent, text }) => `${agent ?? "-"}: ${text}`)).toEqual([
      "-: Plan the surgery for Monday and Tuesday.",
      "planner: Monday: Dr Ode. Tuesday: Dr Aalto.",
      "nurse: Dr Aalto is away on Tuesday; please swap.",
      "planner: Swapped: Monday Dr Aalto, Tuesday Dr Ode. I checked both against the leave list. TERMINATE",
    ]);
    expect(await assembleSources(part2, part1, part2)).toEqual({ runs, problems: [] });
  });

  it("is told as far as one file alone knows it", async () => {
    const { runs } = await assembleSources(part2);
    expect(runs.map((run) => [run.endReason, run.steps.length > 0])).toEqual([["truncated", true]]);
  });
});
