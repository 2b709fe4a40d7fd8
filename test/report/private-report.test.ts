import { expect, test } from "vitest";
import { PrivateData, REDACT_DEFAULTS } from "../../src/core/private-data.ts";
import { collectReport } from "../../src/report/build-report.ts";
import { withoutPrivateData } from "../../src/report/private-report.ts";
import { hostileReport } from "../helpers/hostile-report.ts";

const PRIVATE = "ask ada@example.org";

test("replaces private data wherever text may stand, and keeps what findings are looked up by", async () => {
  const report = await hostileReport(PRIVATE);
  const without = await collectReport(withoutPrivateData(report, new PrivateData(REDACT_DEFAULTS)));
  const kept = JSON.parse(JSON.stringify(without), (name, value) =>
    ["uri", "locator", "locators", "finding", "run"].includes(name) ? undefined : value,
  );
  expect(JSON.stringify(kept)).not.toContain("ada@");
  const [run] = without.runs;
  expect(run?.source).toEqual({ uri: PRIVATE, locator: PRIVATE });
  expect(Object.entries(run?.tags ?? {})).toEqual([["__proto__", "ask [e-mail-1]"]]);
  expect(run?.labels["FM-1.3"]?.findings[0]?.quotes[0]?.text).toBe("ask [e-mail-1]");
});

test("leaves a report without private data as it is", async () => {
  const report = await hostileReport("nothing private");
  const without = await collectReport(withoutPrivateData(report, new PrivateData(REDACT_DEFAULTS)));
  expect(without).toEqual(await collectReport(report));
});

test("asks for attribution only where it is read", async () => {
  const report = await hostileReport(PRIVATE);
  let asked = 0;
  const counting = {
    ...report,
    async *runs() {
      for await (const run of report.runs()) {
        yield Object.defineProperty({ ...run }, "attribution", {
          enumerable: true,
          get: () => {
            asked++;
            return [];
          },
        });
      }
    },
  };
  const without = withoutPrivateData(counting, new PrivateData(REDACT_DEFAULTS));
  for await (const run of without.runs()) expect(run.id).toHaveLength(32);
  expect(asked).toBe(0);
  for await (const run of without.runs()) expect(run.attribution).toEqual([]);
  expect(asked).toBe(4);
});
