import type { Run, Step } from "../../core/run.ts";
import { endsOn, statedIn, takesUp } from "../cues/changes.ts";
import { isInCode } from "../cues/words.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quotableText } from "../quote.ts";
import { placesOf, type Sentence, sentenceAt, shareOf, standsIn } from "../sentences.ts";
import { edgesUpTo, type Piece } from "../text-edges.ts";
import { isDistinct } from "../value-forms.ts";
import { SAME_THING, type Settled, settledChangesOf, subjectOf } from "./settled-changes.ts";

/** An old value stated or used again by an agent that knew that it no longer holds. */
export interface Statement {
  readonly change: Settled;
  readonly step: Step;
  /** Offset of the sentence in the step's text; null where it stands in a call's arguments. */
  readonly at: number | null;
  /** Where a colleague took the change up, if one did. */
  readonly acknowledged: Step | null;
}

interface Watched {
  readonly change: Settled;
  /** Agents that made the change, or took it up. */
  readonly knows: Set<string | null>;
  acknowledged: Step | null;
  /** The old value came back with a word about it, or the new one did not work. */
  isOver: boolean;
}

const READ = 2000;
/** Steps after a change within which "agreed" is about it. */
const ANSWERS_WITHIN = 3;

/** Changes watched at a time, the newest, and for how many steps, so that long runs stay linear. */
const MOST_WATCHED = 16;
const WATCHED_FOR = 2000;

/**
 * Old values that come back, in order. One pass over the steps after the first change, each read to 2000 characters and
 * searched for the values of at most 16 changes.
 */
export function statementsOf(run: Run, prepared: PreparedRun): Statement[] {
  const changes = prepared.of(settledChangesOf);
  const found: Statement[] = [];
  let watched: Watched[] = [];
  let next = 0;
  for (const step of changes.length === 0 ? [] : run.steps) {
    if (watched.length > 0 && isRead(step)) {
      const pieces = edgesUpTo(step.kind === "tool-call" ? argumentWords(step) : step.text, READ);
      for (const watch of watched) {
        const statement = follow(watch, step, pieces, prepared);
        if (statement === null) continue;
        found.push(statement);
        watch.isOver = true;
      }
      watched = watched.filter(
        ({ isOver, change }) => !isOver && step.index - change.step.index < WATCHED_FOR,
      );
    }
    for (let change = changes[next]; change?.step === step; change = changes[++next]) {
      const known = watched.find((watch) => isSamePair(watch.change, change));
      if (known !== undefined) {
        takeUp(known, step);
        continue;
      }
      watched = watched.filter((watch) => !isSame(watch.change.before, change?.after ?? ""));
      watched.push({ change, knows: new Set([step.agent]), acknowledged: null, isOver: false });
      watched = watched.slice(-MOST_WATCHED);
    }
  }
  return found;
}

/** Of what tools return only failures matter: they are a reason to go back. */
function isRead({ kind, ok }: Step): boolean {
  return (kind !== "tool-result" && kind !== "error") || ok === false;
}

/** Takes note of what a step says about a change; the statement where it is the old value again. */
function follow(
  watch: Watched,
  step: Step,
  pieces: readonly Piece[],
  prepared: PreparedRun,
): Statement | null {
  const { change, knows, acknowledged } = watch;
  const saysNew = pieces.some(({ text }) => standsIn(change.after, text));
  const saysOld = pieces.some(({ text }) => standsIn(change.before, text));
  if (step.kind === "tool-result" || step.kind === "error") {
    if (saysNew) watch.isOver = true;
    return null;
  }
  if (saysOld && (prepared.isPerson(step) || step.kind === "thought" || step.kind === "handoff")) {
    watch.isOver = true;
    return null;
  }
  const answers = step.index - change.step.index <= ANSWERS_WITHIN && takesUp(step.text);
  if (saysOld ? saysNew && answers : saysNew || answers) {
    takeUp(watch, step);
    return null;
  }
  if (!saysOld || saysNew || !knows.has(step.agent) || !isAgents(step, prepared)) return null;
  for (const { text, start } of pieces) {
    for (const place of placesOf(change.before, text)) {
      const sentence = sentenceAt(text, place);
      if (speaksOfChange(text, sentence, change)) {
        watch.isOver = true;
        return null;
      }
      if (!states(sentence.text, change, step, isInCode(text, place))) continue;
      return { change, step, acknowledged, at: step.kind === "tool-call" ? null : start + sentence.start };
    }
  }
  return null;
}

function takeUp(watch: Watched, step: Step): void {
  watch.knows.add(step.agent);
  if (step.agent !== watch.change.step.agent) watch.acknowledged ??= step;
}

/** Tool and arguments of a call that may change something; reading what was old is no use of it. */
function argumentWords(step: Step): string {
  return step.executed === false ? "" : `${step.tool ?? ""}: ${quotableText(step)}`;
}

function isAgents(step: Step, prepared: PreparedRun): boolean {
  return step.agent !== null && (step.kind === "tool-call" || prepared.isOwnWords(step));
}

const GOES_BACK =
  /\b(?:back to|revert\w*|return(?:s|ed|ing)? to|restor\w+|und(?:o|oing|id|one)|roll(?:ed|ing)?[ -]?back|after all|on reflection|second thoughts?|reconsider\w*|chang(?:ed|ing) (?:my|our) minds?)\b/gi;
const PAST_OR_DENIED =
  /\b(?:was|were|had|not|never|but|however|because|since|due to|old|first|still|before|until|if|unless|whether|again|instead|rather|actually|chang(?:ed|ing)|correct(?:ed|ion)|no longer|previous\w*|former\w*|earlier|original\w*|initial\w*|used to|outdated|switch\w*|moved|replac\w+)\b|n't\b/gi;
/** UTF-16 units around a sentence in which it may be said that one goes back. */
const AROUND = 120;

/** Whether the words go back knowingly: they speak of a change, in a way that the first statement did not. */
function speaksOfChange(text: string, { start, text: sentence }: Sentence, { origin }: Settled): boolean {
  const around = text.slice(Math.max(0, start - AROUND), start + sentence.length + AROUND);
  const before = origin?.sentence ?? "";
  return hasNew(around, GOES_BACK, before) || hasNew(sentence, PAST_OR_DENIED, before);
}

function hasNew(text: string, cue: RegExp, before: string): boolean {
  const known = before.toLowerCase();
  for (const [words] of text.matchAll(cue)) if (!known.includes(words.toLowerCase())) return true;
  return false;
}

/** Whether a sentence states the old value as something that holds. */
function states(sentence: string, change: Settled, step: Step, isCode: boolean): boolean {
  const { origin, before, about, isElsewhere } = change;
  if (sentence.endsWith("?")) return false;
  if (origin !== null && sentence === origin.sentence) return true;
  const words = step.kind === "tool-call" ? sentence.replaceAll("_", " ") : sentence;
  const isAbout = shareOf(about, subjectOf(words, before)) >= SAME_THING;
  if (step.kind === "tool-call" || isCode) return isAbout;
  const isStated = endsOn(sentence, before) || isSame(statedIn(sentence) ?? "", before);
  if (isAbout) return isStated || isDistinct(before);
  if (isElsewhere || !isShort(sentence)) return false;
  return isDistinct(before) || (isStated && origin !== null);
}

/** Words of a sentence that says one thing. */
const MOST_WORDS = 16;

function isShort(sentence: string): boolean {
  return sentence.split(/\s+/, MOST_WORDS + 1).length <= MOST_WORDS;
}

function isSamePair(a: Settled, b: Settled): boolean {
  return isSame(a.before, b.before) && isSame(a.after, b.after);
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
