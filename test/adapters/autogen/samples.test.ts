import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { expectAsScripted, type SampleExpectation } from "../../helpers/sample-expectation.ts";
import { openSampleFile } from "./read.ts";

const SAMPLES = new URL("../../../sample-traces/autogen/", import.meta.url);
const EXPECTED = new URL("../../expected/autogen/", import.meta.url);

/** What the scripts that made the samples say of them; modes are checked where detectors run. */
describe("AutoGen samples", () => {
  for (const name of readdirSync(SAMPLES)) {
    it(name, async () => {
      const expected: SampleExpectation = JSON.parse(readFileSync(new URL(`${name}.json`, EXPECTED), "utf8"));
      const { runs, problems } = await openSampleFile(fileURLToPath(new URL(name, SAMPLES)));
      expect(problems).toEqual([]);
      expectAsScripted(runs, expected);
    });
  }
});
