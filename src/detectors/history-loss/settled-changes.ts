import type { Run, Step } from "../../core/run.ts";
import { statedIn } from "../cues/changes.ts";
import { type Change, changesOf } from "../ledgers/changes.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { placesOf, sentenceAt, shareOf, termsOf } from "../sentences.ts";
import { edgesUpTo } from "../text-edges.ts";
import { isLike, othersLike } from "../value-forms.ts";

/** A change of which it is known what held before. */
export interface Settled extends Change {
  readonly before: string;
  /** The newest statement of the old value about the same thing; null where only the change itself names it. */
  readonly origin: Origin | null;
  /** The words that say what the value is about. */
  readonly about: ReadonlySet<string>;
  /** Whether the old value also stood in words about something else before: then it can come back for that. */
  readonly isElsewhere: boolean;
}

interface Origin {
  readonly step: Step;
  readonly sentence: string;
  readonly before: string;
}

/** Steps before a change in which the old value is looked for: what lies further back is hardly in anybody's mind. */
const LOOK_BACK = 60;
const READ = 2000;
/** Share of the words about the thing that a sentence must have to be about it, too. */
export const SAME_THING = 0.5;

/** The changes of a run with the values that they ended. At most 48, each looking back over at most 60 steps. */
export function settledChangesOf(run: Run, prepared: PreparedRun): readonly Settled[] {
  const texts = new LoweredEdges();
  return prepared.of(changesOf).flatMap((change) => {
    const settled = settle(change, run, prepared, texts);
    return settled === null ? [] : [settled];
  });
}

function settle(change: Change, run: Run, prepared: PreparedRun, texts: LoweredEdges): Settled | null {
  const named = subjectOfChange(change);
  const earlier = run.steps.slice(Math.max(0, change.step.index - LOOK_BACK), change.step.index).reverse();
  const spoken = earlier.filter(
    (step) => step.index === 0 || prepared.isOwnWords(step) || prepared.isPerson(step),
  );
  const { before: known } = change;
  const origin = firstOf(
    spoken,
    known === null ? olderValues(change, named, texts) : (step) => statement(step, known, named),
  );
  const before = known ?? origin?.before;
  if (before === undefined) return null;
  const about = named.size > 0 || origin === null ? named : subjectOf(origin.sentence, before);
  if (about.size === 0) return null;
  const isElsewhere = earlier.some((step) => step !== origin?.step && standsElsewhere(before, step, about));
  return { ...change, before, about, origin, isElsewhere };
}

/** What the changed value is about: the words of its clause, or where they say nothing those of the whole sentence. */
function subjectOfChange({ sentence, before, after }: Change): Set<string> {
  const clause = sentence.text.split(/[:;]\s/).find((words) => words.includes(after)) ?? "";
  const named = subjectOf(clause, before ?? "", after);
  return named.size > 0 ? named : subjectOf(sentence.text, before ?? "", after);
}

function firstOf<T>(steps: readonly Step[], find: (step: Step) => T | null): T | null {
  for (const step of steps) {
    const found = find(step);
    if (found !== null) return found;
  }
  return null;
}

/** The edges of texts with their lower case, made once for all changes that look back over a text. */
class LoweredEdges {
  private readonly known = new Map<Step, readonly LoweredPiece[]>();

  of(step: Step): readonly LoweredPiece[] {
    const known = this.known.get(step);
    if (known !== undefined) return known;
    const pieces = edgesUpTo(step.text, READ).map(({ text }) => ({ text, lower: lowered(text) }));
    this.known.set(step, pieces);
    return pieces;
  }
}

interface LoweredPiece {
  readonly text: string;
  /** As long as the text, so that offsets are those of the text. */
  readonly lower: string;
}

/** The text in lower case, or as it is where that has another length, as with some letters of Turkish. */
function lowered(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text;
}

/** Finds what a step stated about the thing whose value changes, where the change names the new value alone. */
function olderValues(
  { after }: Change,
  about: ReadonlySet<string>,
  texts: LoweredEdges,
): (step: Step) => Origin | null {
  const [word] = [...about].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  if (word === undefined) return () => null;
  const othersIn = othersLike(after);
  return (step) => {
    for (const { text, lower } of texts.of(step)) {
      let end = 0;
      for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, end)) {
        const { text: sentence, start } = sentenceAt(text, at);
        end = Math.max(at + word.length, start + sentence.length);
        if (!isAbout(about, sentence)) continue;
        const stated = statedIn(sentence);
        const isValue =
          stated !== null && stated.toLowerCase() !== after.toLowerCase() && isLike(stated, after);
        const before = isValue ? stated : onlyOne(othersIn(sentence));
        if (before !== null) return { step, sentence, before };
      }
    }
    return null;
  };
}

/** Whether a sentence has half of the words about a thing; the search for their letters is a cheap refusal. */
function isAbout(about: ReadonlySet<string>, sentence: string): boolean {
  const lowered = sentence.toLowerCase();
  let begun = 0;
  for (const term of about) if (lowered.includes(term)) begun++;
  return begun >= about.size * SAME_THING && shareOf(about, termsOf(sentence)) >= SAME_THING;
}

function onlyOne(values: readonly string[]): string | null {
  return values.length === 1 ? (values[0] ?? null) : null;
}

/** Where the old value is stated about the same thing. */
function statement(step: Step, before: string, about: ReadonlySet<string>): Origin | null {
  for (const { text } of edgesUpTo(step.text, READ)) {
    for (const place of placesOf(before, text)) {
      const sentence = sentenceAt(text, place).text;
      if (about.size === 0 || shareOf(about, termsOf(sentence)) > 0) return { step, sentence, before };
    }
  }
  return null;
}

function standsElsewhere(before: string, step: Step, about: ReadonlySet<string>): boolean {
  return edgesUpTo(step.text, READ).some(({ text }) =>
    placesOf(before, text).some((place) => shareOf(about, termsOf(sentenceAt(text, place).text)) === 0),
  );
}

const OF_THE_CHANGE =
  /^(?:(?:chang|mov|switch|shift|updat|correct|revis|replac|reschedul|postpon|rais|lower|increas|decreas|reduc|extend|adjust|agre|decid|choos|settl|adopt)\w{0,3}|instead|rather|plan|second|thought|reflection|scratch|actually|longer|place|chose|pick|select|new|old|team|please|note|everyone|heard|back|mistake|hold|right|alright|thank|thanks|understood|great|good|fine|sure|notic|got)$/;

/** The words of a sentence that say what its value is about. */
export function subjectOf(sentence: string, ...values: readonly string[]): Set<string> {
  const terms = termsOf(sentence);
  for (const value of values) for (const term of termsOf(value)) terms.delete(term);
  for (const term of terms) if (OF_THE_CHANGE.test(term)) terms.delete(term);
  return terms;
}
