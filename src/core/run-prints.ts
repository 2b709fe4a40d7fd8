import type { Run, Step } from "./run.ts";

/**
 * A run's fingerprints: one 32-bit hash for each of its longer texts and its calls of tools, however the format dresses
 * them. At most `MOST_PRINTS`: the smallest, so that those of two runs are drawn alike and can be compared (bottom-k
 * sketches; Broder, "On the resemblance and containment of documents", 1997). Sorted, each once.
 */
export type RunPrints = Uint32Array<ArrayBuffer>;

export const MOST_PRINTS = 64;
/** Shorter texts ("Yes.", "Done.") stand in any run; characters that are no white space. */
const LEAST_CHARS = 16;
/** Beginnings of this length tell texts of one task apart; more would cost time with every run. */
const MOST_CHARS = 200;
/** White space that is passed over to find so many characters. */
const MOST_LOOKED_AT = 4 * MOST_CHARS;

/** The task itself, which all runs of it share, is left out. */
export function printsOf(run: Pick<Run, "steps" | "task">): RunPrints {
  const task = run.task === null ? null : printOf(run.task);
  const prints = new Set<number>();
  for (const step of run.steps) {
    const print = stepPrint(step);
    if (print !== null && print !== task) prints.add(print);
  }
  return Uint32Array.from(prints).sort().slice(0, MOST_PRINTS);
}

/** Share of the smaller run's fingerprints that the other has too, with how many that is. */
export function overlapOf(a: RunPrints, b: RunPrints): { shared: number; share: number } {
  // Beyond the end of a full sketch nothing is known of its run.
  const limit = Math.min(knownTo(a), knownTo(b));
  const left = a.filter((print) => print <= limit);
  const right = new Set(b.filter((print) => print <= limit));
  const shared = left.filter((print) => right.has(print)).length;
  const smaller = Math.min(left.length, right.size);
  return { shared, share: smaller === 0 ? 0 : shared / smaller };
}

function knownTo(prints: RunPrints): number {
  return prints.length < MOST_PRINTS ? 0xffffffff : (prints[prints.length - 1] ?? 0);
}

function stepPrint(step: Step): number | null {
  if (step.kind === "message" || step.kind === "tool-result" || step.kind === "artifact") {
    return printOf(step.text);
  }
  if (step.kind !== "tool-call") return null;
  const { args } = step;
  const isNamed = typeof args === "object" && args !== null && !Array.isArray(args);
  const members = isNamed ? Object.entries(args).sort(([a], [b]) => (a < b ? -1 : 1)) : (args ?? step.text);
  return printOf(`call of ${step.tool ?? ""} with ${JSON.stringify(members)}`);
}

/** The first units, which nearly always hold `MOST_CHARS` characters … */
const MOST_NORMALISED = 2 * MOST_CHARS;
/** … and of them those whose form cannot depend on what follows. */
const SETTLED = MOST_NORMALISED - 16;

/**
 * The hash of the beginning of a text in NFKC and small letters, without white space; null where it is too short. Every
 * text of every run comes by here, so no strings are made as long as all is ASCII, and no longer ones than needed where
 * it is not.
 */
function printOf(text: string): number | null {
  const head = text.length > MOST_LOOKED_AT ? text.slice(0, MOST_LOOKED_AT) : text;
  let { hash, chars, end } = hashed(head, head.length, 0x80);
  // The character after the last may be a mark that belongs to it.
  if (end < head.length && head.charCodeAt(end) >= 0x80) {
    ({ hash, chars, end } = hashed(normalised(head.slice(0, MOST_NORMALISED)), SETTLED));
    if (chars < MOST_CHARS) ({ hash, chars, end } = hashed(normalised(head)));
  }
  return chars < LEAST_CHARS ? null : hash;
}

function normalised(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/** FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) up to `limit` or the first unit from `stop` on. */
function hashed(
  text: string,
  limit = text.length,
  stop = 0x10000,
): { hash: number; chars: number; end: number } {
  const length = Math.min(limit, text.length);
  let hash = 0x811c9dc5;
  let chars = 0;
  let end = 0;
  for (; end < length && chars < MOST_CHARS; end++) {
    let unit = text.charCodeAt(end);
    if (unit <= 0x20) continue;
    if (unit >= stop) break;
    if (unit >= 0x41 && unit <= 0x5a) unit += 0x20;
    hash = Math.imul(hash ^ unit, 0x01000193);
    chars++;
  }
  return { hash: hash >>> 0, chars, end };
}
