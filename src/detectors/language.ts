import type { Run } from "../core/run.ts";
import { NON_ASCII } from "./normalise-text.ts";

const SAMPLED_STEPS = 10;
const SAMPLED_CHARACTERS = 200;
const FEWEST_WORDS = 12;
/** A third of other scripts, or this share of letters with diacritics, is not English. */
const MOST_OTHER_SCRIPT = 0.3;
const MOST_DIACRITICS = 0.03;

const WORD = /[a-z\u00c0-\u1fff\u2c00-\udfff]+/g;
const DIACRITIC = /[\u00c0-\u024f\u1e00-\u1eff]/g;
const OTHER_SCRIPT = /[\u0370-\u1dff\u2c00-\udfff]/g;
/** Scripts written without spaces, where each character counts as a word. */
const UNSPACED = /^[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]/;

const words = (list: string): string[] => list.split(" ");
/** The commonest words of English that are none of the other languages here. */
export const ENGLISH_WORDS: ReadonlySet<string> = new Set(
  words(
    "the of and to is it that for with be this have from or by not but we your which will if has there should my next now you are on as an",
  ),
);
/** The commonest words of other languages in Latin script that are neither English words nor common in code. */
export const OTHER_WORDS: ReadonlySet<string> = new Set([
  ...words(
    "der das und ist nicht ich ein eine mit den von für auf zu wir sie wird auch dem des im bei nach wie oder",
  ),
  ...words("le les des une est et pas pour dans que qui vous nous avec sur ce cette sont au du je"),
  ...words("el los las una es y por para con del que se su como más este esta pero en"),
  ...words("il gli di è non per una che sono della nel questo"),
  ...words("o os uma não com você para são da das pelo"),
  ...words("het een van niet dat zijn voor met ook wij"),
  ...words("nie jest się na że dla oraz og det att och för inte som är ve bir bu için"),
]);

/**
 * Whether the agents' words are English, from a sample of evenly spaced messages without their code blocks. Not
 * English is what is mostly written in another script, with many diacritics, or with more of the commonest words of
 * other languages than of English ones. Text without either (code, numbers) counts as English, since nothing speaks
 * against it; with fewer than 12 words in all nothing can be told, and the answer is null.
 */
export function isEnglish(run: Run): boolean | null {
  const spoken = run.steps.filter((step) => step.kind === "message" && step.canned !== true);
  const stride = Math.max(1, Math.ceil(spoken.length / SAMPLED_STEPS));
  let sample = "";
  for (let at = 0; at < spoken.length; at += stride) sample += `${proseOf(spoken[at]?.text ?? "")}\n`;
  const isAscii = !NON_ASCII.test(sample);
  const found = sample.toLowerCase().match(WORD) ?? [];
  let count = 0;
  let english = 0;
  let other = 0;
  for (const word of found) {
    count += !isAscii && UNSPACED.test(word) ? word.length : 1;
    if (ENGLISH_WORDS.has(word)) english++;
    else if (OTHER_WORDS.has(word)) other++;
  }
  if (count < FEWEST_WORDS) return null;
  if (isAscii) return other <= english;
  const letters = found.reduce((sum, word) => sum + word.length, 0);
  const diacritics = sample.match(DIACRITIC)?.length ?? 0;
  const otherScript = sample.match(OTHER_SCRIPT)?.length ?? 0;
  if (otherScript > letters * MOST_OTHER_SCRIPT) return false;
  return other <= english && diacritics <= Math.max(letters * MOST_DIACRITICS, english);
}

function proseOf(text: string): string {
  const sample = text.slice(0, SAMPLED_CHARACTERS);
  const fence = sample.indexOf("```");
  return fence < 0 ? sample : sample.slice(0, fence);
}
