import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Repetition, repetitionsOf } from "../../src/detectors/periods.ts";

const LONGEST = 6;
const TIMES = 3;

const symbols = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 60 });

function isRepetition(all: readonly string[], { start, period, times }: Repetition): boolean {
  const stretch = all.slice(start, start + period * times);
  return stretch.length === period * times && stretch.every((symbol, at) => symbol === stretch[at % period]);
}

describe("repetitions", () => {
  it("name the shortest block and how often it comes", () => {
    const found = repetitionsOf([..."xabababyy"], LONGEST, TIMES);
    expect(found).toEqual([{ start: 1, period: 2, times: 3 }]);
  });

  it("leave a last block that breaks off aside", () => {
    expect(repetitionsOf([..."abcabcab"], LONGEST, TIMES)).toEqual([]);
    expect(repetitionsOf([..."abcabcabca"], LONGEST, TIMES)).toEqual([{ start: 0, period: 3, times: 3 }]);
  });

  it("know no block above the longest", () => {
    expect(repetitionsOf([..."abcdefg".repeat(4)], LONGEST, TIMES)).toEqual([]);
    expect(repetitionsOf([..."abcdef".repeat(4)], LONGEST, TIMES)).toHaveLength(1);
  });

  it("are repetitions, in order and without overlap", () => {
    fc.assert(
      fc.property(symbols, (all) => {
        let end = 0;
        for (const repetition of repetitionsOf(all, LONGEST, TIMES)) {
          expect(isRepetition(all, repetition)).toBe(true);
          expect(repetition.start).toBeGreaterThanOrEqual(end);
          expect(repetition.times).toBeGreaterThanOrEqual(TIMES);
          end = repetition.start + repetition.period * repetition.times;
        }
      }),
    );
  });

  it("miss none: whatever comes three times in a row lies in one", () => {
    fc.assert(
      fc.property(symbols, (all) => {
        const found = repetitionsOf(all, LONGEST, TIMES);
        for (let period = 1; period <= LONGEST; period++) {
          for (let start = 0; start + period * TIMES <= all.length; start++) {
            if (!isRepetition(all, { start, period, times: TIMES })) continue;
            const end = start + period * TIMES;
            const covered = found.some(
              (one) => one.start < end && start < one.start + one.period * one.times,
            );
            expect(covered).toBe(true);
          }
        }
      }),
    );
  });

  it("find what was put in", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: LONGEST }),
        fc.integer({ min: TIMES, max: 9 }),
        (block, times) => {
          const all = [100, ...Array.from({ length: times }, () => block).flat(), 101];
          expect(repetitionsOf(all, LONGEST, TIMES)).toEqual([{ start: 1, period: block.length, times }]);
        },
      ),
    );
  });
});
