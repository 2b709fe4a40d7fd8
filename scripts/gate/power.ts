import { binomialMass, lowerBoundOf, massesOf } from "../../src/gate/statistics/binomial.ts";
import { pairedIncrease } from "../../src/gate/statistics/paired-increase.ts";
import { unpairedIncrease } from "../../src/gate/statistics/unpaired-increase.ts";

/** How often a gate fails where it should, reckoned exactly: every outcome with its chance, no simulation. */

/** Of a rule `max-rate =limit` in a gate of `rules` rules. */
export function ratePower(n: number, truth: number, limit: number, rules: number): number {
  let power = 0;
  for (let hits = 0; hits <= n; hits++) {
    if (lowerBoundOf(hits, n, 0.01 / rules) > limit) power += binomialMass(hits, n, truth);
  }
  return power;
}

/** Of a rule `max-increase =limit`, for each true rise from a rate `before`; the same number of runs then and now. */
export function unpairedPower(
  n: number,
  before: number,
  rises: readonly number[],
  limit: number,
  rules: number,
): number[] {
  const power = rises.map(() => 0);
  const { first, mass } = massesOf(n, before);
  let least = 0;
  for (const [offset, weight] of mass.entries()) {
    if (weight < NEGLIGIBLE) continue;
    const was = { present: first + offset, n };
    const fails = (present: number): boolean => unpairedIncrease(was, { present, n }, limit) <= 0.01 / rules;
    least = leastThat(fails, least, n);
    for (const [index, rise] of rises.entries())
      power[index] = (power[index] ?? 0) + weight * tail(least, n, before + rise);
  }
  return power;
}

/** The same for pairs, of which a share `lost` shows it only before. */
export function pairedPower(
  n: number,
  lost: number,
  rises: readonly number[],
  limit: number,
  rules: number,
): number[] {
  const power = rises.map(() => 0);
  const { first, mass } = massesOf(n, lost);
  let least = 0;
  for (const [offset, weight] of mass.entries()) {
    if (weight < NEGLIGIBLE) continue;
    const onlyBefore = first + offset;
    const fails = (onlyNow: number): boolean =>
      pairedIncrease({ tasks: n, onlyNow, onlyBefore }, limit) <= 0.01 / rules;
    least = leastThat(fails, least, n - onlyBefore);
    for (const [index, rise] of rises.entries())
      power[index] = (power[index] ?? 0) + weight * tail(least, n - onlyBefore, (lost + rise) / (1 - lost));
  }
  return power;
}

/** Outcomes rarer than this change no figure that is printed. */
const NEGLIGIBLE = 1e-5;

/** The least number that fails, not below the one for fewer before; one above `most` where none does. */
function leastThat(fails: (count: number) => boolean, from: number, most: number): number {
  let low = Math.min(from, most + 1);
  let high = most + 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fails(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function tail(least: number, n: number, chance: number): number {
  let sum = 0;
  for (let hits = least; hits <= n; hits++) sum += binomialMass(hits, n, Math.min(1, chance));
  return sum;
}
