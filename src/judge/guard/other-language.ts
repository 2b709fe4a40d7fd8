import type { Run } from "../../core/run.ts";
import { ENGLISH_WORDS, isEnglish, OTHER_WORDS } from "../../detectors/language.ts";

/**
 * Steps with a line in another language, in a run that is otherwise in English: no pattern can read them, and a judge that
 * obeys can. Nothing where the task is in that language too, or where a good part of the run is, because its team then
 * works in two languages.
 */
export function stepsInOtherLanguage(run: Run): number[] {
  const isForeign = run.task === null ? isEnglish(run) === false : hasForeignLine(run.task);
  if (isForeign) return [];
  const found = run.steps.filter(({ text }) => hasForeignLine(text)).map(({ index }) => index);
  return found.length > run.steps.length * BILINGUAL_SHARE ? [] : found;
}

const BILINGUAL_SHARE = 0.3;
/** In UTF-16 units; longer lines are data, of which the beginning is looked at. */
const LONGEST_LINE = 2000;
const FEWEST_WORDS = 5;
/** Characters of another script: a short order in Chinese. */
const FEWEST_CHARACTERS = 8;
/** Common words of other languages that the line holds, different ones and as a share; English ones speak against it. */
const FEWEST_COMMON = 2;
const COMMON_SHARE = 0.2;
/** Of letters; names in English prose stay below. */
const DIACRITICS = 0.08;
const PROSE_SHARE = 0.9;

const PROSE = /[\p{L}\p{M} ,.'’!?;:¿¡"„“”«»、。，！？：；「」()-]/gu;
const OTHER_SCRIPT = /[\u0370-\u1dff\u2c00-\udfff]/g;
const DIACRITIC = /[\u00c0-\u024f\u1e00-\u1eff]/g;

function hasForeignLine(text: string): boolean {
  return text.split("\n").some((line) => isForeign(line.slice(0, LONGEST_LINE).trim()));
}

function isForeign(line: string): boolean {
  if (line.length < FEWEST_CHARACTERS || countOf(line, PROSE) < line.length * PROSE_SHARE) return false;
  const words = line
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, ""))
    .filter((word) => word !== "");
  const letters = words.reduce((sum, word) => sum + word.length, 0);
  const other = countOf(line, OTHER_SCRIPT);
  if (other >= FEWEST_CHARACTERS && other > letters / 2) return true;
  if (words.length < FEWEST_WORDS || words.some((word) => ENGLISH_WORDS.has(word))) return false;
  if (countOf(line, DIACRITIC) > letters * DIACRITICS) return true;
  const common = words.filter((word) => word.length > 1 && OTHER_WORDS.has(word));
  return new Set(common).size >= FEWEST_COMMON && common.length >= words.length * COMMON_SHARE;
}

function countOf(text: string, sign: RegExp): number {
  return text.match(sign)?.length ?? 0;
}
