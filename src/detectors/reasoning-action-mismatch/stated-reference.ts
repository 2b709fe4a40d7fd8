import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import type { Run, Step } from "../../core/run.ts";
import type { Action } from "../actions.ts";
import { withoutCode } from "../cues/words.ts";
import { defineDetector } from "../detector.ts";
import { ResultWords } from "../ledgers/computed-values.ts";
import { wordsAround } from "../ledgers/quantity-words.ts";
import { reportsOf } from "../ledgers/reports.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteStart, quotesOf, quoteWords } from "../quote.ts";
import { threshold } from "../threshold.ts";

const options = z.strictObject({
  sharedWords: threshold(
    2,
    [1, 10],
    "Least words that a stated reference or time must have around it in common with the call and the line of the result " +
      "that give another one of the same form.",
  ),
});

/** FM-2.6: the words about a result name another reference or time of day than the result. */
export const statedReference = defineDetector<z.infer<typeof options>>({
  meta: {
    id: "reasoning-action-mismatch/stated-reference",
    mode: "FM-2.6",
    version: 1,
    needs: ["content", "toolResults"],
    decides: "present",
    options,
    summary:
      "Compares references (letters with figures, such as booking numbers) and times of day in the words right after a " +
      "short result, and in the last words, with what tools returned. One that stands nowhere before, in the place of a " +
      "returned one of the same form with the same words around it, contradicts it.",
    blindSpots: [
      "times in a run that speaks of durations or time zones, from which they may follow",
      "references that the agents make up themselves and that nothing returned",
    ],
  },
  detect(run, prepared, { sharedWords }) {
    for (const { step } of prepared.of(reportsOf)) {
      const found = contradictionIn(step, run, prepared, sharedWords);
      if (found !== null) return { findings: [finding(found, step, prepared)] };
    }
    return { findings: [] };
  },
});

/** A reference ("B-77", "RF-K77-1", "P5521") or a time of day. */
const MARK =
  /(?<![\w.,:/#-])(?:[A-Z]{1,4}-?(?:[A-Z]{1,3}-?)?\d[\dA-Z]{0,11}(?:-\d{1,8})?|\d{1,2}:\d\d)(?![\w:/-])/g;
const MOST_OF_ANSWER = 3000;
const MOST_OF_RESULT = 2000;
const MOST_MARKS = 12;
const MOST_ACTIONS = 40;
/** A letter with one figure is a name as often as a reference: a page, a column, a vitamin. */
const LEAST_FIGURES = 2;

interface Mark {
  readonly text: string;
  readonly start: number;
}

interface Returned {
  readonly mark: Mark;
  readonly action: Action;
  readonly result: Step;
}

interface Contradiction {
  readonly stated: Mark;
  readonly returned: Returned;
}

function marksIn(text: string): Mark[] {
  const marks: Mark[] = [];
  for (const { 0: found, index } of text.matchAll(MARK)) {
    if (found.replace(/\D/g, "").length >= LEAST_FIGURES) marks.push({ text: found, start: index });
    if (marks.length > MOST_MARKS) return [];
  }
  return marks;
}

function contradictionIn(
  step: Step,
  run: Run,
  prepared: PreparedRun,
  sharedWords: number,
): Contradiction | null {
  if (step.text.length > MOST_OF_ANSWER) return null;
  const text = withoutCode(step.text);
  const stated = marksIn(text);
  if (stated.length === 0) return null;
  const missing = returnedBefore(step, prepared).filter(({ mark }) => !text.includes(mark.text));
  for (const mark of stated) {
    const likes = missing.filter((value) => formOf(value.mark.text) === formOf(mark.text));
    if (likes.length === 0 || standsBefore(mark.text, step, run)) continue;
    const around = wordsAround(text, mark);
    const rivals = likes
      .map((value) => {
        const words = new ResultWords(value.action, value.result.text);
        return { value, shared: words.sharedAround(value.mark, around) };
      })
      .filter(({ shared }) => shared >= sharedWords)
      .sort((a, b) => b.shared - a.shared);
    const [best] = rivals;
    if (best === undefined) continue;
    const isOne = rivals.every(({ value, shared }) => {
      return shared < best.shared || value.mark.text === best.value.mark.text;
    });
    if (isOne && !(isTime(mark.text) && mayFollow(mark.text, best.value, text, run)))
      return { stated: mark, returned: best.value };
  }
  return null;
}

function returnedBefore(step: Step, prepared: PreparedRun): Returned[] {
  const results = prepared.actions.filter(({ result, failed }) => {
    return result !== null && !failed && result.index < step.index && result.text.length <= MOST_OF_RESULT;
  });
  return results.slice(-MOST_ACTIONS).flatMap((action) => {
    const { result } = action;
    return result === null ? [] : marksIn(result.text).map((mark) => ({ mark, action, result }));
  });
}

/** The value with its figures taken out: times are of one form whatever their length. */
function formOf(text: string): string {
  return isTime(text) ? "time" : text.replace(/\d/g, "0");
}

function isTime(text: string): boolean {
  return text.includes(":");
}

const DURATION =
  /\d\s?(?:h|hrs?|hours?|min|mins|minutes?)\b|\b(?:half an|an|one|two|three) hours?\b|\bquarter\b|\b(?:UTC|GMT|CES?T|[ECMP][SD]T|BST|local time|time zones?)\b/i;
const MOST_READ = 2000;

/** Whether a time can have been worked out from the returned one: by a duration, another zone or the other half of the day. */
function mayFollow(time: string, { mark, result }: Returned, text: string, run: Run): boolean {
  const [hour = "", minute = ""] = time.split(":");
  const [otherHour = "", otherMinute = ""] = mark.text.split(":");
  if (minute === otherMinute && (Number(hour) - Number(otherHour)) % 12 === 0) return true;
  return DURATION.test(`${text} ${result.text} ${run.task?.slice(0, MOST_READ) ?? ""}`);
}

function standsBefore(mark: string, { index }: Step, run: Run): boolean {
  if (run.task?.includes(mark) === true) return true;
  return run.steps.slice(0, index).some(({ text, args }) => {
    return text.includes(mark) || (args !== undefined && JSON.stringify(args).includes(mark));
  });
}

function finding({ stated, returned }: Contradiction, step: Step, prepared: PreparedRun): Finding {
  const { action, result, mark } = returned;
  const tool = action.tool === "code" ? "the program" : action.tool;
  return {
    mode: "FM-2.6",
    tier: "medium",
    message: `${prepared.nameOf(step.agent, "the run")} states ${stated.text} where ${tool} gave ${mark.text}`,
    agent: step.agent,
    steps: [...new Set([action.step.index, result.index, step.index])].sort((a, b) => a - b),
    quotes: quotesOf(quoteStart(action.step), quoteWords(result, mark.text), quoteWords(step, stated.text)),
  };
}
