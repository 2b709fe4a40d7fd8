import type { Run, Step } from "../../core/run.ts";
import {
  CHANGE_GATES,
  type ChangedValue,
  changeIn,
  droppedIn,
  type Passes,
  statedIn,
  takesUp,
} from "../cues/changes.ts";
import { type CueSentence, cueSentencesOf } from "../cues/cue-sentences.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { type Sentence, sentenceAt, standsIn } from "../sentences.ts";
import { edgesUpTo } from "../text-edges.ts";
import { isLike } from "../value-forms.ts";

/** A value or decision that words put in the place of another, as "the 11th instead of the 4th" does. */
export interface Change extends ChangedValue {
  readonly step: Step;
  readonly sentence: Sentence;
}

/** Changes kept per run, so that looking for each later on stays linear in the run. */
const MOST_CHANGES = 48;
/** UTF-16 units of a sentence beyond which it is not followed. */
const LONGEST_SENTENCE = 480;
/** UTF-16 units of what was said that are looked through for it. */
const SAID = 600;
/** Up to this length an answer that begins with "noted" is about the one thing that it takes up. */
const SHORT_ANSWER = 240;

/**
 * What the words of agents and people change, in order: at most 48 per run. Linear: the grammar of changes over the
 * sentences that have its words, or that a short answer takes up.
 */
export function changesOf(run: Run, prepared: PreparedRun): readonly Change[] {
  const changes: Change[] = [];
  const sentences = prepared.of(cueSentencesOf);
  let before: Step | null = null;
  for (const step of run.steps) {
    if (step.index === 0 || !(prepared.isOwnWords(step) || prepared.isPerson(step))) continue;
    const first = changes.length;
    for (const found of sentences.ofAny(step, CHANGE_GATES)) {
      const change = changeAt(step, found, (gate) => sentences.passes(found, gate));
      if (change !== null && !changes.slice(first).some((known) => isSame(known, change)))
        changes.push(change);
    }
    if (before !== null && changes.length === first) {
      const taken = takenUp(step, before);
      if (taken !== null && !changes.some((known) => isSame(known, taken))) changes.push(taken);
    }
    if (changes.length >= MOST_CHANGES) break;
    before = step;
  }
  return changes.slice(0, MOST_CHANGES).sort((a, b) => a.step.index - b.step.index);
}

function isSame(a: Change, b: Change): boolean {
  return a.step === b.step && a.after === b.after;
}

function changeAt(step: Step, { start, end }: CueSentence, passes: Passes): Change | null {
  const raw = step.text.slice(start, Math.min(end, start + LONGEST_SENTENCE));
  const sentence = { text: raw.trim(), start: start + raw.length - raw.trimStart().length };
  const change = changeIn(sentence.text, passes);
  const values =
    change !== null && change.before !== null ? change : (dropAt(step.text, sentence, passes) ?? change);
  return values === null ? null : { ...values, step, sentence };
}

/** A value that is dropped, and the one that the same sentence or the one before or after it states. */
function dropAt(text: string, sentence: Sentence, passes: Passes): ChangedValue | null {
  const before = droppedIn(sentence.text, passes);
  if (before === null) return null;
  const previous = sentence.start < 2 ? "" : sentenceAt(text, sentence.start - 2).text;
  const end = sentence.start + sentence.text.length;
  const next = end + 1 < text.length ? sentenceAt(text, end + 1).text : "";
  for (const words of [sentence.text, previous, next]) {
    const after = changeIn(words)?.after ?? statedIn(words);
    if (after !== null && after !== before && isLike(after, before)) return { before, after };
  }
  return null;
}

/** A statement that the next speaker takes up in short ("The room is 31." "Noted, 31."). */
function takenUp(answer: Step, said: Step): Change | null {
  if (answer.agent === said.agent || answer.text.length > SHORT_ANSWER || !takesUp(answer.text)) return null;
  for (const { text, start } of edgesUpTo(said.text, SAID)) {
    for (const { index } of text.matchAll(/\b(?:is|are|use|take|to|on)\b/gi)) {
      const sentence = sentenceAt(text, index);
      const after = statedIn(sentence.text);
      if (after === null || !standsIn(after, answer.text)) continue;
      return {
        before: null,
        after,
        step: said,
        sentence: { text: sentence.text, start: start + sentence.start },
      };
    }
  }
  return null;
}
