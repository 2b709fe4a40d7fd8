/** A block of symbols that comes several times in a row. */
export interface Repetition {
  /** Position of the first symbol. */
  readonly start: number;
  /** Symbols of the block, 1 to the longest period asked for. */
  readonly period: number;
  /** How often the whole block comes in a row, at least as often as asked for. */
  readonly times: number;
}

/**
 * The repetitions in a sequence, in order and without overlap: where several begin at the same place or overlap, the one
 * with the shortest block, so that `abababab` is `ab` four times and never `abab` twice. A last block that breaks off is
 * not counted. In time that grows with length × `longest`.
 * @param symbols compared by identity
 * @param longest longest block, ≥ 1
 * @param times least number of blocks in a row, ≥ 2
 */
export function repetitionsOf(
  symbols: readonly (string | number)[],
  longest: number,
  times: number,
): Repetition[] {
  const found: Repetition[] = [];
  const taken = new Uint8Array(symbols.length);
  for (let period = 1; period <= longest; period++) {
    for (const repetition of repetitionsWithPeriod(symbols, period, times)) {
      const { start } = repetition;
      const end = start + period * repetition.times;
      if (taken.subarray(start, end).includes(1)) continue;
      taken.fill(1, start, end);
      found.push(repetition);
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Maximal stretches in which each symbol equals the one a period before. */
function repetitionsWithPeriod(
  symbols: readonly (string | number)[],
  period: number,
  times: number,
): Repetition[] {
  const found: Repetition[] = [];
  let equal = 0;
  for (let at = period; at <= symbols.length; at++) {
    if (at < symbols.length && symbols[at] === symbols[at - period]) {
      equal++;
      continue;
    }
    const blocks = Math.floor(equal / period) + 1;
    if (blocks >= times) found.push({ start: at - equal - period, period, times: blocks });
    equal = 0;
  }
  return found;
}
