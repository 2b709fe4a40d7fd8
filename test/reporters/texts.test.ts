import { describe, expect, it } from "vitest";
import { duration } from "../../src/reporters/duration.ts";
import { restText } from "../../src/reporters/rest-text.ts";
import { stepsText } from "../../src/reporters/timeline/steps-text.ts";

describe("short texts of reports", () => {
  it("gives a time in at most two units", () => {
    expect(duration("2026-01-01T00:00:00Z", "2026-01-01T00:00:02.340Z")).toBe("2.3 s");
    expect(duration("2026-01-01T00:00:00Z", "2026-01-01T00:01:44.400Z")).toBe("1 min 44 s");
    expect(duration("2026-01-01T00:00:00Z", "2026-01-03T02:00:05Z")).toBe("2 d 2 h");
    expect(duration("2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z")).toBe("1 h");
    expect(duration("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z")).toBeNull();
    expect(duration("yesterday", "2026-01-01T00:00:00Z")).toBeNull();
  });

  it("names few modes and counts many, and says 'the other' only where no third kind is left", () => {
    const many = ["a", "b", "c", "d", "e", "f", "g"];
    expect(restText(["FM-1.1", "FM-2.4"], 1, 3)).toBe("FM-1.1, FM-2.4");
    expect(restText(many, 0, 7)).toBe("all 7 modes");
    expect(restText(many, 2, 9)).toBe("the other 7 modes");
    expect(restText(many, 2, 10)).toBe("7 other modes");
  });

  it("writes steps as ranges, at most five of them, and counts the rest", () => {
    expect(stepsText([])).toBe("no step");
    expect(stepsText([4])).toBe("step 4");
    expect(stepsText([7, 5, 6, 6])).toBe("steps 5–7");
    expect(stepsText([1, 19, 20, 35])).toBe("steps 1, 19–20, 35");
    expect(stepsText([0, 2, 4, 6, 8, 10, 11])).toBe("steps 0, 2, 4, 6 and 3 more");
  });
});
