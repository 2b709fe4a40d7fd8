/** Lists longer than this are given as a number. */
const LONGEST_LIST = 6;

/**
 * Names modes that have something in common: a short list by name, a long one by number: "all 14 modes", "the other 9 modes"
 * where no third kind is left, else "9 other modes".
 *
 * @param named how many modes the reader sees named beside this list
 * @param total how many there are
 */
export function restText(modes: readonly string[], named: number, total: number): string {
  if (modes.length <= LONGEST_LIST) return modes.join(", ");
  if (modes.length === total) return `all ${total} modes`;
  return modes.length + named === total ? `the other ${modes.length} modes` : `${modes.length} other modes`;
}
