import { describe, expect, it } from "vitest";
import { costTable } from "../../src/reporters/cost-table.ts";

describe("the table of costs", () => {
  it("sums detectors and what they share, each from the dearest on", () => {
    const table = costTable(
      [
        { kind: "detector", name: "step-repetition", ms: 6, times: 4 },
        { kind: "shared", name: "codeWorkOf4", ms: 3, times: 2 },
        { kind: "detector", name: "conversation-reset", ms: 0.96, times: 4 },
        { kind: "shared", name: "isEnglish", ms: 0.04, times: 4 },
      ],
      4,
    );
    const rows = table.split("\n").map((line) => line.trim().split(/ {2,}/));
    expect(rows.slice(1, 8)).toEqual([
      ["detectors", "7.0", "70 %", "1740", "4"],
      ["step-repetition", "6.0", "60 %", "1500", "4"],
      ["conversation-reset", "1.0", "10 %", "240", "4"],
      ["shared by detectors", "3.0", "30 %", "760", "4"],
      ["code work", "3.0", "30 %", "750", "2"],
      ["english", "0.0", "<1 %", "10", "4"],
      ["in all", "10.0", "100 %", "2500", "4"],
    ]);
  });

  it("says where nothing was measured", () => {
    expect(costTable([], 0)).toBe("No stored run lacked a label, so nothing was measured.\n");
  });
});
