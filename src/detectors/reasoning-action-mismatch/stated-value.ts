import { z } from "zod";
import type { Finding, Tier } from "../../core/finding.ts";
import type { Run, Step } from "../../core/run.ts";
import type { Action } from "../actions.ts";
import { withoutCode } from "../cues/words.ts";
import { defineDetector } from "../detector.ts";
import { type ComputedValue, computedValuesOf, totalsOf } from "../ledgers/computed-values.ts";
import { dueValue, isAnswerTo } from "../ledgers/due-values.ts";
import { type QuantityWords, wordsAround } from "../ledgers/quantity-words.ts";
import { reportsOf } from "../ledgers/reports.ts";
import { followsFrom, isDay, isSameQuantity, labelBefore, type Numeral, numeralsOf } from "../numbers.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quotableText, quoteStart, quotesOf, quoteWords } from "../quote.ts";
import { threshold } from "../threshold.ts";

const options = z.strictObject({
  sharedWords: threshold(
    2,
    [1, 10],
    "Least words that a stated number must have around it in common with the call and the line of the result that give " +
      "another one, for both to be taken for the same quantity.",
  ),
});

/** FM-2.6: the last words give another number than the one that was worked out. */
export const statedValue = defineDetector<z.infer<typeof options>>({
  meta: {
    id: "reasoning-action-mismatch/stated-value",
    mode: "FM-2.6",
    version: 3,
    needs: ["content", "toolResults"],
    decides: "present",
    options,
    summary:
      "Compares the numbers of the last words, and of those right after a short result, with what tools and programs " +
      "returned. A number that stands nowhere before, follows from no two known numbers and no change of unit or rounding, and takes the place of a returned " +
      "one (the same words around it, or the only number of the calculation just made) contradicts it.",
    blindSpots: [
      "values that are no numbers",
      "numbers whose derivation takes several steps that nobody wrote down",
      "values of look-ups that were carried on wrongly before the last words",
    ],
  },
  detect(run, prepared, { sharedWords }) {
    for (const { step, action } of prepared.of(reportsOf)) {
      const contradiction = contradictionOf(step, action, run, prepared, sharedWords);
      if (contradiction !== null) return { findings: [finding(contradiction, step, prepared)] };
    }
    return { findings: [] };
  },
});

const MOST_OF_ANSWER = 3000;
const MOST_STATED = 24;

interface Contradiction {
  readonly stated: Numeral;
  readonly computed: ComputedValue;
  readonly tier: Tier;
}

/** Numbers of the code-free text, with the offsets of `text`. */
function numeralsIn(text: string): Numeral[] {
  const words = withoutCode(text);
  return numeralsOf(words).filter((numeral) => !isDay(words, numeral));
}

/** `reported`: the call whose result the words come right after; null where only equal words can tell what is meant. */
function contradictionOf(
  last: Step,
  reported: Action | null,
  run: Run,
  prepared: PreparedRun,
  sharedWords: number,
): Contradiction | null {
  if (last.text.length > MOST_OF_ANSWER) return null;
  const stated = numeralsIn(last.text);
  if (stated.length === 0 || stated.length > MOST_STATED) return null;
  const computed = prepared.of(computedValuesOf).before(last);
  const withTime = TIME.test(last.text);
  const told = new Set<Numeral>();
  const missing = computed.filter(({ numeral }) => {
    let isTold = false;
    for (const other of stated) {
      if (!isSameQuantity(other, numeral, withTime)) continue;
      told.add(other);
      isTold = true;
    }
    return !isTold;
  });
  const fresh = stated.filter((numeral) => !told.has(numeral));
  if (missing.length === 0 || fresh.length === 0) return null;
  const text = withoutCode(last.text);
  const only = dueValue(missing, reported, last, run, prepared);
  const candidates = fresh.map((numeral) => {
    const label = labelBefore(text, numeral);
    const alike = label === null ? missing : missing.filter((value) => names(value, label));
    const rival = rivalIn(rivalsOf(numeral, wordsAround(text, numeral), alike, sharedWords));
    const isDue = only !== null && alike.includes(only);
    return { numeral, rival, isAnswer: isDue && isAnswerTo(only, text, numeral) };
  });
  // Looking through the whole run for a number comes last: few numbers are left that it could matter for.
  if (!candidates.some(({ rival, isAnswer }) => rival !== null || isAnswer)) return null;
  const unsupported = new Set<Numeral>();
  for (const numeral of fresh) {
    if (standsBefore(numeral, last, run)) continue;
    if (unsupported.size === MOST_UNSUPPORTED) return null;
    unsupported.add(numeral);
  }
  const known = knownNumbers(computed, last, run, prepared);
  const totals = totalsOf(computed);
  const percent = SHARES.test(`${text} ${run.task?.slice(0, MOST_READ)}`);
  for (const { numeral, rival, isAnswer } of candidates) {
    if (!unsupported.has(numeral)) continue;
    const others = stated.filter((other) => other !== numeral);
    if (followsFrom(numeral, [...others, ...known], percent)) continue;
    if (totals.some((total) => Math.abs(total - numeral.value) <= 10 ** -numeral.decimals / 2)) continue;
    if (rival !== null) return { stated: numeral, computed: rival, tier: rival.isOnly ? "high" : "medium" };
    if (only !== null && unsupported.size === 1 && isAnswer) {
      return { stated: numeral, computed: only, tier: "high" };
    }
  }
  return null;
}

/** Whether a result or its call speaks of the thing that a number names; a version is no rival of a sum. */
function names({ action, result }: ComputedValue, label: string): boolean {
  const call = quotableText(action.step).slice(0, MOST_READ);
  return `${call}\n${result.text.slice(0, MOST_READ)}`.toLowerCase().includes(label);
}

/** Where none of these is said, no number was carried over into another unit of time. */
const TIME =
  /\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|daily|weekly|monthly|yearly|annual(?:ly)?|dozens?|[hs]|min|hrs?|sec|p\.a\.)\b/i;
const MOST_UNSUPPORTED = 4;
const SHARES = /%|per ?cent|\brates?\b|discount|\btax|interest|\bVAT\b/i;

interface Rival {
  readonly value: ComputedValue;
  readonly shared: number;
}

/** The returned values that have enough words around them in common with a stated one, those with most first. */
function rivalsOf(
  numeral: Numeral,
  around: QuantityWords,
  missing: readonly ComputedValue[],
  sharedWords: number,
): Rival[] {
  if (around.size < sharedWords) return [];
  return missing
    .filter((value) => isComparable(numeral, value.numeral))
    .map((value) => ({ value, shared: value.words.sharedAround(value.numeral, around) }))
    .filter(({ shared }) => shared >= sharedWords)
    .sort((a, b) => b.shared - a.shared);
}

/** A slip may move the decimal point by one place; what is further off counts something else. */
const MOST_TIMES_OFF = 12;

function isComparable(a: Numeral, b: Numeral): boolean {
  const [one, other] = [Math.abs(a.value), Math.abs(b.value)];
  const small = Math.min(one, other);
  return small > 0 && Math.max(one, other) / small <= MOST_TIMES_OFF;
}

/** The value whose place the stated number takes; null where several could be meant. */
function rivalIn(rivals: readonly Rival[]): ComputedValue | null {
  const [best, second] = rivals;
  if (best === undefined) return null;
  const isOneValue = rivals.every(({ value }) => value.numeral.value === best.value.numeral.value);
  return second === undefined || second.shared < best.shared || isOneValue ? best.value : null;
}

/** Whether a number stands in an earlier step, as it is or without its separators. */
function standsBefore({ text, value, decimals }: Numeral, last: Step, run: Run): boolean {
  const forms = new Set([
    text,
    value.toFixed(decimals),
    String(Math.abs(value)),
    Math.abs(value).toLocaleString("en-US"),
  ]);
  const holds = (words: string): boolean => [...forms].some((form) => hasNumber(words, form));
  for (let at = last.index - 1; at >= 0; at--) {
    const step = run.steps[at];
    if (step === undefined) continue;
    if (holds(step.text) || (step.args !== undefined && holds(JSON.stringify(step.args)))) return true;
  }
  return false;
}

function hasNumber(words: string, form: string): boolean {
  for (let at = words.indexOf(form); at >= 0; at = words.indexOf(form, at + 1)) {
    if (
      !/[\d]/.test(words[at - 1] ?? "") &&
      !/^(?:\d|[.,]\d)/.test(words.slice(at + form.length, at + form.length + 2))
    )
      return true;
  }
  return false;
}

const MOST_READ = 2000;
const NEWEST_WORDS = 3;

/** What the stated number could have been worked out from in the head. */
function knownNumbers(
  computed: readonly ComputedValue[],
  last: Step,
  run: Run,
  prepared: PreparedRun,
): Numeral[] {
  const task = run.task === null ? [] : numeralsOf(run.task.slice(0, MOST_READ), 20);
  const words: Numeral[] = [];
  for (let at = last.index - 1, read = 0; at > 0 && read < NEWEST_WORDS; at--) {
    const step = run.steps[at];
    if (step === undefined || !prepared.isOwnWords(step)) continue;
    words.push(...numeralsOf(step.text.slice(-MOST_READ), 12));
    read++;
  }
  return [...task, ...words, ...computed.map(({ numeral }) => numeral)];
}

function finding({ stated, computed, tier }: Contradiction, last: Step, prepared: PreparedRun): Finding {
  const { action, result, numeral } = computed;
  const call = action.step === last ? null : quoteStart(action.step);
  return {
    mode: "FM-2.6",
    tier,
    message: `${prepared.nameOf(last.agent, "the run")} states ${stated.text} where ${action.tool === "code" ? "the program" : action.tool} gave ${numeral.text}, and nothing in between leads to it`,
    agent: last.agent,
    steps: [...new Set([action.step.index, result.index, last.index])].sort((a, b) => a - b),
    quotes: quotesOf(call, quoteWords(result, numeral.text), quoteWords(last, stated.text)),
  };
}
