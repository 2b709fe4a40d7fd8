import { describe, expect, it } from "vitest";
import { CostMeter } from "../../src/detectors/cost-meter.ts";
import { DETECTORS } from "../../src/detectors/registry.ts";
import { runDetectors } from "../../src/detectors/run-detectors.ts";
import { runOf } from "../helpers/run-of.ts";

/** A clock that only work moves. */
function handClock(): { now: () => number; pass: (ms: number) => void } {
  let time = 1000;
  return {
    now: () => time,
    pass: (ms) => {
      time += ms;
    },
  };
}

describe("the cost meter", () => {
  it("charges each moment to the innermost work", () => {
    const clock = handClock();
    const meter = new CostMeter(clock.now);
    meter.measure("detector", "repeats", () => {
      clock.pass(2);
      meter.measure("shared", "turnsOf", () => clock.pass(5));
      clock.pass(1);
    });
    clock.pass(100);
    meter.measure("detector", "repeats", () => clock.pass(4));
    expect(meter.costs).toEqual([
      { kind: "detector", name: "repeats", ms: 7, times: 2 },
      { kind: "shared", name: "turnsOf", ms: 5, times: 1 },
    ]);
  });

  it("charges work that throws, and goes on right after it", () => {
    const clock = handClock();
    const meter = new CostMeter(clock.now);
    meter.measure("detector", "outer", () => {
      expect(() =>
        meter.measure("shared", "broken", () => {
          clock.pass(3);
          throw new Error("broken");
        }),
      ).toThrow("broken");
      clock.pass(2);
    });
    expect(meter.costs.map(({ name, ms }) => [name, ms])).toEqual([
      ["broken", 3],
      ["outer", 2],
    ]);
  });

  it("sees every detector and what they share once per run, and changes no label", () => {
    let time = 0;
    const meter = new CostMeter(() => time++);
    const run = runOf({
      task: "Write the tide table.",
      end: "completed",
      steps: [
        { "planner → scout": "Please read the gauge at the north quay and tell me the level." },
        { "scout calls read_gauge": { quay: "north" }, returns: "2.1 m" },
        { "scout → planner": "The level at the north quay is 2.1 m. The task is complete." },
      ],
    });
    expect(runDetectors(run, DETECTORS, {}, meter)).toEqual(runDetectors(run, DETECTORS));
    const detectors = meter.costs.filter(({ kind }) => kind === "detector");
    expect(detectors.map(({ name }) => name).sort()).toEqual(DETECTORS.map(({ meta }) => meta.id).sort());
    expect(meter.costs.find(({ name }) => name === "turnsOf")).toMatchObject({ kind: "shared", times: 1 });
    expect(meter.costs.every(({ times }) => times === 1)).toBe(true);
  });
});
