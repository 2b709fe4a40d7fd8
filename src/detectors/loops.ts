import type { Tier } from "../core/finding.ts";
import type { Repeat } from "./repeats.ts";

/** A repeat and how sure it is one. */
export interface Rated {
  repeat: Repeat;
  tier: Tier;
}

/** Repeats that belong together, and the span of their steps. */
export interface Loop {
  repeats: Repeat[];
  tier: Tier;
  first: number;
  last: number;
}

/** Open loops that a repeat is compared with; a loop of more kinds of steps than this is reported as several. */
const OPEN_LOOPS = 8;
const MOST_CANDIDATES = 20;

/** Repeats that run through each other are one loop; a candidate inside a loop adds nothing. */
export function mergeLoops(rated: readonly Rated[]): Loop[] {
  const loops: Loop[] = [];
  for (const { repeat, tier } of rated) {
    if (tier === "low") continue;
    const { first, last } = spanOf(repeat);
    const open = loops.slice(-OPEN_LOOPS).find((loop) => sharesMost(loop, first, last));
    if (open === undefined) loops.push({ repeats: [repeat], tier, first, last });
    else {
      open.repeats.push(repeat);
      open.last = Math.max(open.last, last);
      if (tier === "high") open.tier = "high";
    }
  }
  const candidates: Loop[] = [];
  for (const { repeat, tier } of rated) {
    if (tier !== "low" || candidates.length === MOST_CANDIDATES) continue;
    const { first, last } = spanOf(repeat);
    if (loops.some((loop) => loop.first <= first && last <= loop.last)) continue;
    candidates.push({ repeats: [repeat], tier, first, last });
  }
  return [...loops, ...candidates];
}

/** Whether two spans have at least half of the longer one in common. */
function sharesMost(loop: Loop, first: number, last: number): boolean {
  const common = Math.min(loop.last, last) - Math.max(loop.first, first) + 1;
  return common * 2 >= Math.max(loop.last - loop.first, last - first) + 1;
}

function spanOf(repeat: Repeat): { first: number; last: number } {
  const { occurrences } = repeat;
  const end = occurrences.at(-1);
  return {
    first: occurrences[0]?.step.index ?? 0,
    last: end?.result?.index ?? end?.step.index ?? 0,
  };
}
