import { describe, expect, test } from "vitest";
import { REPORT_FORMATS } from "../../src/cli/outputs.ts";
import { PrivateData, REDACT_DEFAULTS } from "../../src/core/private-data.ts";
import { buildReport } from "../../src/report/build-report.ts";
import { withoutPrivateData } from "../../src/report/private-report.ts";
import { REPORTERS } from "../../src/reporters/registry.ts";
import { fakeInput, fullInput } from "../helpers/fake-report.ts";
import { hostileReport } from "../helpers/hostile-report.ts";
import { HOSTILE_TEXTS } from "../helpers/hostile-texts.ts";
import { rendered } from "../helpers/rendered.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;
const PRIVATE = "write to ada.lovelace@example.org, card 4111 1111 1111 1111";

test("help names every reporter, in the order of the registry", () => {
  expect(REPORT_FORMATS).toEqual(REPORTERS.map(({ meta }) => meta.id));
});

describe.each(REPORTERS.map((reporter) => [reporter.meta.id, reporter] as const))("%s", (_id, reporter) => {
  test("gives the same bytes for the same report", async () => {
    const first = await rendered(reporter, await buildReport(fullInput()));
    expect(await rendered(reporter, await buildReport(fullInput()))).toBe(first);
    expect(first.length).toBeGreaterThan(100);
  });

  test("renders the same report twice alike", async () => {
    const report = await buildReport(fullInput({ by: ["agent", "model"] }));
    expect(await rendered(reporter, report)).toBe(await rendered(reporter, report));
  });

  test("renders a report without runs", async () => {
    expect(await rendered(reporter, await buildReport(fakeInput([], [])))).toMatch(/\n$/);
  });

  test("carries the verdict and the reason of every rule of a gate", async () => {
    const report = await hostileReport("more than one in ten");
    const text = await rendered(reporter, report);
    expect(text).toContain("FAIL");
    expect(text).toContain("more than one in ten");
  });

  test.each(Object.entries(HOSTILE_TEXTS))("prints characters only: %s", async (_name, hostile) => {
    const text = await rendered(reporter, await hostileReport(hostile));
    expect(CONTROLS.exec(text)).toBeNull();
    expect(text.isWellFormed()).toBe(true);
  });

  test("does not let private data out where others read", async () => {
    const report = await hostileReport(PRIVATE);
    const redacted = withoutPrivateData(report, new PrivateData(REDACT_DEFAULTS));
    const text = await rendered(reporter, reporter.meta.leaves ? redacted : report);
    // Where a source stands is kept: findings are looked up by it.

    const written = [encodeURIComponent(PRIVATE), PRIVATE.replaceAll(",", "%2C"), PRIVATE];
    const outside = written.reduce((rest, place) => rest.replaceAll(place, ""), text);
    if (reporter.meta.leaves) expect(outside).not.toMatch(/ada|4111/);
    else expect(text.replaceAll("\u200b", "")).toContain("ada.lovelace@example.org");
  });
});
