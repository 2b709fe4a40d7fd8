import { describe, expect, it } from "vitest";
import type { Step } from "../../src/core/run.ts";
import { SourceRecords } from "../../src/labels/source-records.ts";

function recordsOf(locators: readonly string[], locator = ""): SourceRecords {
  const steps = locators.map(
    (one, index): Step => ({
      ...{ index, agent: null, kind: "message", to: [], text: "", at: null, tokens: null },
      locator: one,
    }),
  );
  return new SourceRecords({ steps, sources: [{ uri: "f", locator }] });
}

describe("SourceRecords", () => {
  it("takes the position that a JSON pointer names; one record may give several steps, or none", () => {
    const records = recordsOf(["/history/0", "/history/2/content", "/history/2/tool_calls/1", "/summary"]);
    expect([0, 1, 2, 3].map((step) => records.recordOf(step))).toEqual([0, 2, 2, null]);
    expect([0, 1, 2].map((record) => records.firstStepOf(record))).toEqual([0, null, 1]);
  });

  it("starts below the run where a source holds several", () => {
    expect(recordsOf(["/3/messages/0", "/3/messages/1"], "/3").firstStepOf(1)).toBe(1);
  });

  it("is not misled by a run that stands at its first record", () => {
    const records = recordsOf(["/messages/0", "/messages/0/calls/3", "/messages/1"], "/messages/0");
    expect([0, 1, 2].map((step) => records.recordOf(step))).toEqual([0, 0, 1]);
  });

  it("counts records in their order where nothing numbers them", () => {
    const records = recordsOf(["line:4", "line:9", "line:9", "span:ab"]);
    expect([0, 1, 2, 3].map((step) => records.recordOf(step))).toEqual([0, 1, 1, 2]);
  });

  it("knows no steps that are not there", () => {
    expect(recordsOf(["/0"]).recordOf(5)).toBeNull();
    expect(recordsOf(["/0"]).firstStepOf(5)).toBeNull();
  });
});
