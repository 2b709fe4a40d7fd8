import type { Run, Step } from "../../core/run.ts";
import {
  CHANGE_CUE,
  type ChangedValue,
  changeIn,
  droppedIn,
  OPENING_CUE,
  statedIn,
  takesUp,
} from "../cues/changes.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { placesOf, type Sentence, sentenceAt } from "../sentences.ts";
import { edgesUpTo, type Piece } from "../text-edges.ts";
import { isLike } from "../value-forms.ts";

/** A value or decision that words put in the place of another, as "the 11th instead of the 4th" does. */
export interface Change extends ChangedValue {
  readonly step: Step;
  readonly sentence: Sentence;
}

/** Changes kept per run, so that looking for each later on stays linear in the run. */
const MOST_CHANGES = 48;
/** UTF-16 units of a text that are read, half from either end. */
const READ = 800;
/** UTF-16 units of what was said that are looked through for it. */
const SAID = 600;
/** Up to this length an answer that begins with "noted" is about the one thing that it takes up. */
const SHORT_ANSWER = 240;

/**
 * What the words of agents and people change, in order: at most 48 per run. Linear: one pass over at most 800
 * characters of each message, and the grammar of changes over the sentences that have a cue, or that a short answer
 * takes up.
 */
export function changesOf(run: Run, prepared: PreparedRun): readonly Change[] {
  const changes: Change[] = [];
  let before: Step | null = null;
  for (const step of run.steps) {
    if (step.index === 0 || !(prepared.isOwnWords(step) || prepared.isPerson(step))) continue;
    const first = changes.length;
    for (const piece of edgesUpTo(step.text, READ)) {
      for (const at of cuesIn(piece.text)) {
        const change = changeAt(step, piece, at);
        if (change !== null && !changes.slice(first).some((known) => isSame(known, change)))
          changes.push(change);
      }
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

/** Offsets of cues, one for each sentence of at most 240 characters; the first of a text may open it. */
function cuesIn(text: string): number[] {
  const offsets = OPENING_CUE.test(text) ? [0] : [];
  CHANGE_CUE.lastIndex = 0;
  while (CHANGE_CUE.test(text)) offsets.push(CHANGE_CUE.lastIndex - 1);
  return offsets;
}

function isSame(a: Change, b: Change): boolean {
  return a.step === b.step && a.after === b.after;
}

function changeAt(step: Step, { text, start }: Piece, at: number): Change | null {
  const sentence = sentenceAt(text, at);
  const change = changeIn(sentence.text);
  const values = change !== null && change.before !== null ? change : (dropAt(text, sentence) ?? change);
  if (values === null) return null;
  return { ...values, step, sentence: { text: sentence.text, start: start + sentence.start } };
}

/** A value that is dropped, and the one that the same sentence or the one before or after it states. */
function dropAt(text: string, sentence: Sentence): ChangedValue | null {
  const before = droppedIn(sentence.text);
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
      if (after === null || placesOf(after, answer.text).length === 0) continue;
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
