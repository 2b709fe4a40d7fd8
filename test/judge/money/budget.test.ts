import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeBudget, type Reservation } from "../../../src/judge/money/budget.ts";

describe("a budget", () => {
  test("refuses the call that could exceed the cap, also while others are under way", () => {
    const budget = makeBudget(1);
    const first = budget.reserve(0.6);
    expect(first).not.toBeNull();
    expect(budget.reserve(0.5)).toBeNull();
    expect(budget.reserve(0.4)).not.toBeNull();
    if (first !== null) budget.settle(first, 0.1);
    expect(budget.spent()).toBeCloseTo(0.1);
    expect(budget.reserved()).toBeCloseTo(0.4);
    expect(budget.reserve(0.5)).not.toBeNull();
    expect(budget.reserve(0.01)).toBeNull();
  });

  test("lets through what costs nothing, even with nothing left", () => {
    const budget = makeBudget(0);
    expect(budget.reserve(0)).not.toBeNull();
    expect(budget.reserve(0.000001)).toBeNull();
  });

  test("goes on from what was spent before", () => {
    expect(makeBudget(1, 0.9).reserve(0.2)).toBeNull();
    expect(makeBudget(Number.POSITIVE_INFINITY).reserve(1e9)).not.toBeNull();
  });

  test("refuses nonsense", () => {
    expect(() => makeBudget(-1)).toThrow(RangeError);
    expect(() => makeBudget(Number.NaN)).toThrow(RangeError);
    const budget = makeBudget(1);
    expect(() => budget.reserve(Number.NaN)).toThrow(RangeError);
    const reservation = budget.reserve(0.1) as Reservation;
    budget.settle(reservation, 0.1);
    expect(() => budget.settle(reservation, 0.1)).toThrow(RangeError);
  });

  test("is never exceeded as long as calls cost no more than was set aside for them", () => {
    const call = fc.record({
      worst: fc.double({ min: 0, max: 0.4, noNaN: true }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      delay: fc.nat(4),
    });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 60 }), (calls) => {
        const budget = makeBudget(1);
        const open: { reservation: Reservation; actual: number; left: number }[] = [];
        for (const { worst, share, delay } of calls) {
          const reservation = budget.reserve(worst);
          if (reservation !== null) open.push({ reservation, actual: worst * share, left: delay });
          for (const one of open.filter(({ left }) => left === 0)) {
            budget.settle(one.reservation, one.actual);
            open.splice(open.indexOf(one), 1);
          }
          for (const one of open) one.left--;
          expect(budget.spent() + budget.reserved()).toBeLessThanOrEqual(1 + 1e-6);
        }
        for (const { reservation, actual } of open) budget.settle(reservation, actual);
        expect(budget.spent()).toBeLessThanOrEqual(1 + 1e-6);
        expect(budget.reserved()).toBe(0);
      }),
    );
  });
});
