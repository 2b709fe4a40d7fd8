import { describe, expect, it } from "vitest";
import { calibrationMarkdown, calibrationOf } from "../../scripts/accuracy/calibrate-readings.ts";
import type { FoundRef } from "../../scripts/accuracy/draw-findings.ts";
import {
  keyText,
  parseKey,
  parseReadings,
  type Reader,
  type ReadingKey,
} from "../../scripts/accuracy/readings.ts";
import { calibrationSchema } from "../../src/taxonomy/calibration-schema.ts";

function ref(at: number, change: Partial<FoundRef> = {}): FoundRef {
  return {
    ...{
      run: `r${at}`,
      finding: `f${at}`,
      mode: "FM-1.3",
      detector: "loops",
      version: 4,
      tier: "high",
      framework: "ag2",
    },
    ...change,
  };
}

const KEY: ReadingKey = {
  ...{ drawn: "2026-11-25", mast: "0.1.0", taxonomy: "mast@1.0.0", seed: 1, perDetector: 15 },
  sets: [{ name: "demo", files: 2, sha256: "a".repeat(64) }],
  findings: [
    ref(0),
    ref(1),
    ref(2, { framework: "crewai" }),
    ref(3, { tier: "medium" }),
    ref(4, { detector: "drift" }),
  ],
};

/** One letter for each finding: r(ight), w(rong), u(nsure). */
function reader(name: string, verdicts: string): Reader {
  const words = { r: "right", w: "wrong", u: "unsure" } as const;
  const readings = KEY.findings.map(({ run, finding }, at) => ({
    ...{ run, finding, verdict: words[(verdicts[at] ?? "u") as keyof typeof words], reason: "because" },
  }));
  return { name, readings };
}

const READERS = [reader("model A", "rrrwr"), reader("model B", "rwrwu")];

describe("calibrationOf", () => {
  const calibration = calibrationOf(KEY, READERS, "2026-11-26");

  it("counts as right what every reader calls right, by detector, tier and framework", () => {
    expect(calibration.detectors).toEqual([
      {
        id: "drift",
        version: 4,
        tiers: { high: { n: 1, right: 0, frameworks: { ag2: { n: 1, right: 0 } } } },
      },
      {
        ...{ id: "loops", version: 4 },
        tiers: {
          high: { n: 3, right: 2, frameworks: { ag2: { n: 2, right: 1 }, crewai: { n: 1, right: 1 } } },
          medium: { n: 1, right: 0, frameworks: { ag2: { n: 1, right: 0 } } },
        },
      },
    ]);
  });

  it("is what a taxonomy takes, and names readers, sets and day", () => {
    expect(calibrationSchema.parse(calibration)).toEqual(calibration);
    expect(calibration).toMatchObject({
      measured: "2026-11-26",
      readers: ["model A", "model B"],
      sets: KEY.sets,
    });
  });

  it("prints a line per detector and tier, and how far the readers agree", () => {
    const table = calibrationMarkdown(calibration, KEY, READERS);
    expect(table).toContain("| loops\\@4 | high | 2/3 | 0.57 |".replace("\\@", "@\u200b"));
    expect(table).toContain("uncalibrated, n=3");
    // Both right: f0 and f2; neither: f3; apart: f1 and f4.
    expect(table).toContain("The readers agree on 3 of 5 (κ 0.29).");
    expect(table).toContain("2 of 5 are right");
  });
});

describe("key and readings", () => {
  it("survive being written", () => {
    expect(parseKey("key.jsonl", keyText(KEY))).toEqual(KEY);
  });

  const line = (at: number, change: object = {}): string =>
    JSON.stringify({ run: `r${at}`, finding: `f${at}`, verdict: "right", reason: "so", ...change });
  const all = [0, 1, 2, 3, 4].map((at) => line(at));

  it.each([
    [[...all, line(0)], /a\.jsonl:6: the finding f0 of run r0 is read twice/],
    [[...all, line(9)], /a\.jsonl:6: the finding f9 of run r9 is not on the sheet/],
    [all.slice(1), /a\.jsonl: 1 findings are not read, the first is r0 f0/],
    [["{", ...all], /a\.jsonl:1: no JSON/],
    [[line(0, { verdict: "maybe" })], /a\.jsonl:1: verdict/],
    [[line(0, { reason: " " })], /a\.jsonl:1: reason/],
  ])("say what is wrong with them", (lines, message) => {
    expect(() => parseReadings("a.jsonl", lines.join("\n"), KEY)).toThrow(message);
  });
});
