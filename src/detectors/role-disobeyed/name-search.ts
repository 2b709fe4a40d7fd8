import { perTeam } from "./per-team.ts";

/** A name as it is sought: in lower case and by words, so that `code_reviewer` is also found as "Code Reviewer". */
interface SoughtName {
  readonly name: string;
  readonly words: readonly string[];
}

/** Teams whose names are kept ready. */
const MOST_TEAMS = 64;
const ASCII = 128;

/** Tells whether one of some names stands at a place of a text. Most places are turned away by their first letter. */
export class NameSearch {
  private readonly byInitial = new Map<number, SoughtName[]>();
  /** Of the first 128 units those that begin a name, in either case. */
  private readonly initials = new Uint8Array(ASCII);

  constructor(names: readonly string[]) {
    for (const name of names) {
      const words = wordsOf(name);
      const initial = words[0]?.charCodeAt(0);
      if (initial === undefined) continue;
      const alike = this.byInitial.get(initial);
      if (alike === undefined) this.byInitial.set(initial, [{ name, words }]);
      else alike.push({ name, words });
      if (initial < ASCII) {
        this.initials[initial] = 1;
        this.initials[String.fromCharCode(initial).toUpperCase().charCodeAt(0)] = 1;
      }
    }
  }

  /** Whether a name may begin with this UTF-16 unit. */
  mayBegin(unit: number): boolean {
    return unit < ASCII ? this.initials[unit] === 1 : this.byInitial.has(lowerCased(unit));
  }

  /**
   * The first of the names that stands at the offset as a whole, in any case and with a space, `_`, `-` or nothing
   * between its words; null where none does.
   * @param isSought names for which this says no are passed over
   */
  at(
    text: string,
    offset: number,
    isSought: (name: string) => boolean,
  ): { name: string; end: number } | null {
    const unit = text.charCodeAt(offset);
    if (!this.mayBegin(unit)) return null;
    for (const { name, words } of this.byInitial.get(lowerCased(unit)) ?? []) {
      const end = endOf(words, text, offset);
      if (end >= 0 && isSought(name)) return { name, end };
    }
    return null;
  }
}

/** Words of an agent's name in lower case: code_reviewer, CodeReviewer and Code Reviewer have the same. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .split(/[\s_-]+/)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}

/** Where the words end that stand at the offset; -1 where they do not. */
function endOf(words: readonly string[], text: string, offset: number): number {
  let at = offset;
  for (let nth = 0; nth < words.length; nth++) {
    const word = words[nth] ?? "";
    if (nth > 0 && SEPARATORS.includes(text.charAt(at))) at++;
    for (let letter = 0; letter < word.length; letter++, at++) {
      if (at >= text.length || lowerCased(text.charCodeAt(at)) !== word.charCodeAt(letter)) return -1;
    }
  }
  return WORD_CHARACTER.test(text.charAt(at)) ? -1 : at;
}

const SEPARATORS = " _-";
const WORD_CHARACTER = /\w/;

function lowerCased(unit: number): number {
  if (unit >= UPPER_A && unit <= UPPER_Z) return unit | CASE_BIT;
  return unit < ASCII ? unit : String.fromCharCode(unit).toLowerCase().charCodeAt(0);
}

const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
const CASE_BIT = 0x20;

/** The search for these names, in the order in which they are tried. */
export const searchFor = perTeam(MOST_TEAMS, (names) => new NameSearch(names));
