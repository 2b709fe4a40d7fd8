import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { ModeId, Tier } from "../../src/core/finding.ts";
import { hashOf } from "../../src/core/hash.ts";

/** A finding as it can be drawn: who found it stays out of what readers see. */
export interface FoundRef {
  run: string;
  finding: string;
  mode: ModeId;
  detector: string;
  version: number;
  tier: Tier;
  framework: string;
}

/**
 * For each detector so many findings at random, all where there are fewer. Findings that count as verdicts come first: low
 * ones are drawn only of a detector that has no others. Frameworks take turns, so that one that is found often
 * does not crowd out the others, and within a framework runs do. The same findings and seed give the same draw, in
 * whatever order they come; what one detector finds does not change the draw of another.
 */
export function drawFindings(found: readonly FoundRef[], perDetector: number, seed: number): FoundRef[] {
  const byDetector = groupBy(found, ({ detector }) => detector);
  const drawn = [...byDetector.keys()].toSorted().flatMap((detector) => {
    const all = byDetector.get(detector) ?? [];
    const verdicts = all.filter(({ tier }) => tier !== "low");
    return drawOf(verdicts.length > 0 ? verdicts : all, perDetector, seedOf(detector, seed));
  });
  // Neighbours on the sheet should not tell which detector it was.
  const shuffled = shuffle(drawn, seedOf("sheet", seed));
  return shuffled.toSorted((a, b) => (a.mode < b.mode ? -1 : a.mode > b.mode ? 1 : 0));
}

function drawOf(found: readonly FoundRef[], count: number, seed: number): FoundRef[] {
  const sorted = found.toSorted((a, b) => (a.finding < b.finding ? -1 : 1));
  const frameworks = [...groupBy(shuffle(sorted, seed), ({ framework }) => framework)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, own]) => inTurns([...groupBy(own, ({ run }) => run).values()]));
  return inTurns(shuffle(frameworks, seed + 1)).slice(0, count);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** The first of each list, then the second of each, and so on. */
function inTurns<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) =>
    lists.flatMap((list) => list.slice(turn, turn + 1)),
  ).flat();
}

/** Fisher–Yates. */
function shuffle<T>(items: readonly T[], seed: number): T[] {
  const random = xoroshiro128plus(seed);
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = uniformInt(random, 0, last);
    const [a, b] = [result[last] as T, result[other] as T];
    result[last] = b;
    result[other] = a;
  }
  return result;
}

function seedOf(name: string, seed: number): number {
  return Number.parseInt(hashOf(7, name, String(seed)), 16);
}
