/*
 * A gate says by which words a sentence may hold a cue at all. The grammar of a cue (an expression of many turns of
 * phrase) is slow on every character of every text; its gate is read off the words that all cues share one look at.
 */

/** Lets through the sentences that have the words of a cue; see `cueGate`. */
export interface CueGate {
  /** Its number among all gates. */
  readonly number: number;
}

/** A cue word with the groups that it is in, by what must stand in front of it. */
export interface CueWord {
  /** Lower-case letters, or `#` for a digit. */
  readonly letters: string;
  /** Whether words that only begin like this count, too. */
  readonly opens: boolean;
  readonly places: { readonly before: string; readonly groups: number[] }[];
}

/** One way through a gate: a sentence that has the group `trigger` and all `others`. */
export interface CueAlternative {
  readonly gate: CueGate;
  readonly trigger: number;
  readonly others: readonly number[];
}

const WORD = /^(?:(?:([a-z]+|[,(:])_)?([a-z]+)(\*?)|#)$/;

/** Words that most sentences have: a group with one of them is asked for last. */
const FREQUENT = new Set(
  "the a an of and or to in is are was were be it that this for on with as by at from i you we not no have has had do does s t if should must need can will".split(
    " ",
  ),
);

/** All words of all gates. Gates are made while modules load, before any text is read. */
class CueVocabulary {
  private readonly known = new Map<string, CueWord>();
  private readonly groups = new Map<string, number>();
  private readonly ways: CueAlternative[] = [];
  private gates = 0;

  get words(): Iterable<CueWord> {
    return this.known.values();
  }

  get alternatives(): readonly CueAlternative[] {
    return this.ways;
  }

  get groupCount(): number {
    return this.groups.size;
  }

  get gateCount(): number {
    return this.gates;
  }

  addGate(alternatives: readonly string[]): CueGate {
    const gate = { number: this.gates++ };
    for (const alternative of alternatives) {
      const sources = alternative.split(" ");
      const rare = sources.findIndex((source) => !source.split("|").some((word) => FREQUENT.has(word)));
      const groups = sources.map((source) => this.groupOf(source));
      const [trigger = 0] = groups.splice(Math.max(0, rare), 1);
      this.ways.push({ gate, trigger, others: groups });
    }
    return gate;
  }

  /** The number of a group, as "is|are|was". */
  private groupOf(source: string): number {
    const words = [...new Set(source.split("|"))].sort();
    const key = words.join("|");
    const known = this.groups.get(key);
    if (known !== undefined) return known;
    const group = this.groups.size;
    this.groups.set(key, group);
    for (const word of words) this.add(word, group);
    return group;
  }

  private add(word: string, group: number): void {
    const parts = WORD.exec(word);
    if (parts === null) throw new Error(`"${word}" is no cue word: see cueGate`);
    const [, before = "", letters = word, star = ""] = parts;
    const entry = this.known.get(letters + star) ?? { letters, opens: star !== "", places: [] };
    this.known.set(letters + star, entry);
    const place = entry.places.find((known) => known.before === before);
    if (place === undefined) entry.places.push({ before, groups: [group] });
    else place.groups.push(group);
  }
}

export const CUE_VOCABULARY = new CueVocabulary();

/**
 * A gate of alternatives, each of groups with spaces between them, each of words with `|` between them, in any order:
 * `cueGate("instead|rather", "now is|are", "chang*|switch* to|from")` lets a sentence pass that has "instead" or
 * "rather"; or "now" and one of "is" and "are"; or a word that begins with "chang" or "switch" and "to" or "from".
 * Words are runs of ASCII letters in either case, so "don't" is "don" and "t"; `#` is any digit. "instead_of" is "of"
 * with the word "instead" and one space or line end in front of it; `,_not` is "not" after a comma and a space, `(_was`
 * "was" right after a bracket.
 *
 * @throws Error where a word is none of these
 */
export function cueGate(...alternatives: readonly string[]): CueGate {
  return CUE_VOCABULARY.addGate(alternatives);
}

/** A group of every word of the first list right in front of every word of the second: `pairs("is|are", "wrong|old")`. */
export function pairs(before: string, words: string): string {
  const all = words.split("|");
  return before
    .split("|")
    .flatMap((first) => all.map((word) => `${first}_${word}`))
    .join("|");
}
