import type { Run } from "../core/run.ts";

const SAMPLED_STEPS = 24;
const SAMPLED_CHARACTERS = 400;
const FEWEST_WORDS = 20;
const LEAST_SHARE = 0.12;
const FUNCTION_WORDS = new Set(
  (
    "the of and to a in is it you that for on are with as be at this have from or by not but what all we when " +
    "can an your which will if do how has i no let there use should was me my please next need now"
  ).split(" "),
);

/**
 * Whether the agents' words are English, from a sample of evenly spaced messages: at least 12 % of the words must be
 * English function words (running English has 35–50 %, text full of code and numbers rarely under 15 %, other
 * languages under 8 %). Under 20 words in all nothing can be told, and the answer is null.
 */
export function isEnglish(run: Run): boolean | null {
  const spoken = run.steps.filter((step) => step.kind === "message" && step.canned !== true);
  const stride = Math.max(1, Math.floor(spoken.length / SAMPLED_STEPS));
  let words = 0;
  let english = 0;
  for (let at = 0; at < spoken.length; at += stride) {
    const text = spoken[at]?.text.slice(0, SAMPLED_CHARACTERS).toLowerCase() ?? "";
    for (const word of text.match(/\p{L}+/gu) ?? []) {
      words += isUnspaced(word) ? word.length : 1;
      if (FUNCTION_WORDS.has(word)) english++;
    }
  }
  return words < FEWEST_WORDS ? null : english / words >= LEAST_SHARE;
}

/** Scripts written without spaces: each character counts as a word. */
function isUnspaced(word: string): boolean {
  return /^[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]/.test(word);
}
