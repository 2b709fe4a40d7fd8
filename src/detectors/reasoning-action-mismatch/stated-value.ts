import { z } from "zod";
import type { Finding, Tier } from "../../core/finding.ts";
import type { Run, Step } from "../../core/run.ts";
import type { Action } from "../actions.ts";
import { withoutCode } from "../cues/words.ts";
import { defineDetector } from "../detector.ts";
import { followsFrom, isSameQuantity, type Numeral, numeralsOf } from "../numbers.ts";
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
    version: 1,
    needs: ["content", "toolResults"],
    decides: "present",
    options,
    summary:
      "Compares the numbers of the last words, and of those right after a calculation, with what tools and programs " +
      "returned. A number that stands nowhere before, follows from no two known numbers and no change of unit or rounding, and takes the place of a returned " +
      "one (the same words around it, or the only number of the calculation just made) contradicts it.",
    blindSpots: [
      "values that are no numbers",
      "numbers whose derivation takes several steps that nobody wrote down",
      "values of look-ups that were carried on wrongly before the last words",
    ],
  },
  detect(run, prepared, { sharedWords }) {
    for (const action of prepared.actions.slice(0, MOST_CALCULATIONS)) {
      const report = calculates(action) ? reportOf(action, run, prepared) : null;
      const contradiction =
        report === null ? null : contradictionOf(report, action, run, prepared, sharedWords);
      if (report !== null && contradiction !== null) {
        return { findings: [finding(contradiction, report, prepared)] };
      }
    }
    const last = run.steps.findLast((step) => prepared.isOwnWords(step) && /\d/.test(step.text));
    if (last === undefined || last.index === 0) return { findings: [] };
    const contradiction = contradictionOf(last, null, run, prepared, sharedWords);
    return { findings: contradiction === null ? [] : [finding(contradiction, last, prepared)] };
  },
});

const MOST_CALCULATIONS = 200;
/** Longer output is text in which numbers stand, not the value of a calculation. */
const MOST_OF_OUTPUT = 200;

function calculates({ effect, tool, failed, result }: Action): boolean {
  if (failed || result === null || result.text.length > MOST_OF_OUTPUT) return false;
  return effect === "run" || CALCULATES.test(tool);
}

/** The words with which the agent that had something calculated goes on from the result at once. */
function reportOf({ agent, result }: Action, run: Run, prepared: PreparedRun): Step | null {
  let at = (result?.index ?? run.steps.length) + 1;
  while (run.steps[at]?.kind === "thought") at++;
  const step = run.steps[at];
  return step !== undefined && step.agent === agent && prepared.isOwnWords(step) ? step : null;
}

const MOST_OF_ANSWER = 3000;
const MOST_STATED = 24;
const MOST_ACTIONS = 40;
const MOST_OF_RESULT = 2000;
const MOST_PER_RESULT = 12;

/** A number that a tool or a program returned. */
interface Computed {
  readonly numeral: Numeral;
  readonly action: Action;
  readonly result: Step;
  readonly words: ReadonlySet<string>;
  /** Whether it is the only number of its result. */
  readonly isOnly: boolean;
}

interface Contradiction {
  readonly stated: Numeral;
  readonly computed: Computed;
  readonly tier: Tier;
}

const EXIT_CODE = /^\s*exitcode: -?\d+[^\n]*/;

/** Numbers of the code-free text, with the offsets of `text`. */
function numeralsIn(text: string): Numeral[] {
  return text.includes("```") ? numeralsOf(withoutCode(text)) : numeralsOf(text);
}

function computedValues(last: Step, prepared: PreparedRun): Computed[] {
  const before = prepared.actions.filter(({ step, result, failed }) => {
    return result !== null && !failed && step.index < last.index && result.text.length <= MOST_OF_RESULT;
  });
  return before.slice(-MOST_ACTIONS).flatMap((action) => {
    const { result } = action;
    if (result === null || result.index > last.index) return [];
    // A colon right before digits would read as a time of day.
    const text = result.text.replace(EXIT_CODE, (line) => " ".repeat(line.length)).replaceAll('":', '" ');
    const numerals = numeralsOf(text, MOST_PER_RESULT + 1);
    if (numerals.length > MOST_PER_RESULT) return [];
    const call = action.tool === "code" ? "" : `${action.tool} ${quotableText(action.step).slice(0, 400)}`;
    return numerals.map((numeral) => ({
      ...{ numeral, action, result },
      words: wordsOf(`${lineAround(text, numeral)} ${call}`),
      isOnly: numerals.length === 1,
    }));
  });
}

/** `reported`: the calculation that the words come right after; null where only equal words can tell what is meant. */
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
  const computed = computedValues(last, prepared);
  const isStated = ({ numeral }: Computed): boolean => stated.some((other) => isSameQuantity(other, numeral));
  const missing = computed.filter((value) => !isStated(value));
  if (missing.length === 0) return null;
  const fresh = stated.filter((numeral) => !computed.some((value) => isSameQuantity(value.numeral, numeral)));
  const unsupported = fresh.filter((numeral) => !standsBefore(numeral, last, run));
  if (unsupported.length === 0 || unsupported.length > MOST_UNSUPPORTED) return null;
  const known = knownNumbers(computed, last, run, prepared);
  const text = last.text.includes("```") ? withoutCode(last.text) : last.text;
  const percent = SHARES.test(`${text} ${run.task?.slice(0, MOST_READ)}`);
  for (const numeral of unsupported) {
    const others = stated.filter((other) => other !== numeral);
    if (followsFrom(numeral, [...others, ...known], percent)) continue;
    const around = wordsOf(lineAround(text, numeral));
    const rivals = missing
      .map((value) => ({ value, shared: [...around].filter((word) => value.words.has(word)).length }))
      .filter(({ shared }) => shared >= sharedWords)
      .sort((a, b) => b.shared - a.shared);
    const [best, second] = rivals;
    if (best !== undefined && (second === undefined || second.shared < best.shared || isOneValue(rivals))) {
      return { stated: numeral, computed: best.value, tier: best.value.isOnly ? "high" : "medium" };
    }
    const only = missing.find(({ action, isOnly }) => isOnly && action === reported);
    if (only !== undefined && unsupported.length === 1 && isAnswer(text, numeral)) {
      return { stated: numeral, computed: only, tier: "high" };
    }
  }
  return null;
}

const MOST_UNSUPPORTED = 4;
const SHARES = /%|per ?cent|\brates?\b|discount|\btax|interest|\bVAT\b/i;

function isOneValue(rivals: readonly { value: Computed }[]): boolean {
  return rivals.every(({ value }) => value.numeral.value === rivals[0]?.value.numeral.value);
}

const CALCULATES =
  /calc|comput|sum|total|count|convert|math|eval|solve|average|add|subtract|multiply|divide/i;
const ANSWER =
  /\b(?:answer|result|total|sum|comes? to|amounts? to|equals?|costs?|is|are|was|were|gives?|makes?|altogether|overall)\b[^.\n]{0,60}$|[=:]\s*\S{0,3}$|\\boxed\{[^}]{0,20}$/i;

function isAnswer(text: string, { start }: Numeral): boolean {
  return ANSWER.test(text.slice(Math.max(0, start - 90), start));
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
function knownNumbers(computed: readonly Computed[], last: Step, run: Run, prepared: PreparedRun): Numeral[] {
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

function lineAround(text: string, { start, text: written }: Numeral): string {
  const before = text.slice(Math.max(0, start - 120), start);
  const after = text.slice(start + written.length, start + written.length + 80);
  return `${/[^.!?;\n]*$/.exec(before)?.[0] ?? ""} ${/^[^.!?;\n]*/.exec(after)?.[0] ?? ""}`;
}

const COMMON = new Set(
  "the and for are was were has have with that this from its into total result results answer value number final output returns returned returning about which there their them then than also our your you per each all one two not but will can".split(
    " ",
  ),
);

function wordsOf(text: string): Set<string> {
  const words = new Set<string>();
  for (const [word] of text.toLowerCase().matchAll(/[a-z\u00c0-\u024f]{3,}/g)) {
    const stem = word.length > 3 && word.endsWith("s") ? word.slice(0, -1) : word;
    if (!COMMON.has(word)) words.add(stem);
  }
  return words;
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
