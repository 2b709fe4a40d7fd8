import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Report } from "../../src/core/report.ts";
import { cliSetting } from "../helpers/cli-setting.ts";
import { SAMPLES } from "../helpers/mast.ts";

/**
 * Answers of a careful reader to all requests on one sample, recorded with `mast judge --prompts`. They fit as long as the
 * run and its controls are read as they were: a change of either is to be answered anew.
 */
const ANSWERS = fileURLToPath(new URL("../fixtures/judge/iban-untested", import.meta.url));
const TRACE = join(SAMPLES, "autogen/iban-untested.task-result.json");

test("recorded answers give verdicts, quotes with private data put back, and blame", async () => {
  using setting = cliSetting();
  const { code, err } = await setting.mast("judge", TRACE, "--answers", ANSWERS, "--model", "reader");
  expect(err).toContain("1 run judged, 0 open, 7 answers read");
  expect(code).toBe(0);
  await setting.mast("report", "--format", "json", "-o", "r.json");
  const [run] = (JSON.parse(readFileSync(join(setting.path, "r.json"), "utf8")) as Report).runs;
  const { "FM-3.2": verification, ...others } = run?.labels ?? {};
  expect(new Set(Object.values(others).map(({ verdict }) => verdict))).toEqual(new Set(["absent"]));
  expect(verification).toMatchObject({ verdict: "present", tier: "medium", disagreement: false });
  const own = verification?.findings.find(({ source }) => source === "judge:reader");
  expect(own?.agent).toBe("lead");
  // Shown as [card-1], and quoted back as it is stored.
  expect(own?.quotes).toContainEqual({ step: 1, text: "assert valid('DK50 0040 0440 1162 43')" });
  expect(run?.attribution[0]).toMatchObject({
    ...{ kind: "several", agent: "developer", agents: ["developer", "lead"], steps: [1], mode: "FM-3.2" },
  });
  expect(run?.judge).toMatchObject({
    model: "reader",
    calls: 0,
    usd: 0,
    uncovered: [],
    voided: 0,
    failed: 0,
  });
});
