import type { Quote } from "../../core/finding.ts";
import type { Step } from "../../core/run.ts";
import { HIDDEN, wholeCharacters } from "../dossier/visible-text.ts";

/** Shorter words stand in too many places to show anything, unless they are all that the step says. */
const LEAST = 4;
/** What is kept of a longer quote, in UTF-16 units. */
const MOST = 300;

/**
 * The words of a step that a judge quoted, as they are stored: found as written, or with other white space and without
 * characters that were not shown. Null where they do not stand there.
 */
export function findQuote(step: Step, quoted: string): Quote | null {
  const words = quoted.trim();
  if (words === "") return null;
  const args =
    step.args === undefined ? "" : typeof step.args === "string" ? step.args : JSON.stringify(step.args);
  for (const text of [step.text, args, step.tool ?? ""]) {
    if (text === "") continue;
    const found = text.includes(words) ? words : looselyIn(text, words);
    if (found === null) continue;
    if (lettersOf(found) < LEAST && found.trim() !== text.trim()) continue;
    return { step: step.index, text: found.length > MOST ? wholeCharacters(found, MOST).trimEnd() : found };
  }
  return null;
}

function lettersOf(text: string): number {
  return text.replace(/\s+/g, "").length;
}

/** White space, and what is taken out before a judge reads. */
const UNSEEN = new RegExp(`\\s|${HIDDEN.source}`, "g");

/** The stretch of `text` that equals `words` once white space and hidden characters are left out of both. */
function looselyIn(text: string, words: string): string | null {
  const wanted = words.replace(UNSEEN, "");
  if (wanted === "") return null;
  const kept: string[] = [];
  // For each stretch of kept characters: where it begins among the kept ones, and in the text.
  const starts: { kept: number; text: number }[] = [];
  let length = 0;
  let at = 0;
  for (const match of text.matchAll(UNSEEN)) {
    if (match.index > at) {
      starts.push({ kept: length, text: at });
      kept.push(text.slice(at, match.index));
      length += match.index - at;
    }
    at = match.index + match[0].length;
  }
  if (at < text.length) {
    starts.push({ kept: length, text: at });
    kept.push(text.slice(at));
  }
  const position = kept.join("").indexOf(wanted);
  if (position < 0) return null;
  return text.slice(offsetOf(starts, position), offsetOf(starts, position + wanted.length - 1) + 1);
}

function offsetOf(starts: readonly { kept: number; text: number }[], position: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle]?.kept ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  const start = starts[low] ?? { kept: 0, text: 0 };
  return start.text + position - start.kept;
}
