import type { Run, Step } from "../../core/run.ts";
import type { Action } from "../actions.ts";
import type { Numeral } from "../numbers.ts";
import type { PreparedRun } from "../prepared-run.ts";
import type { ComputedValue } from "./computed-values.ts";

const CALCULATES =
  /calc|comput|sum|total|count|convert|math|eval|solve|average|add|subtract|multiply|divide/i;
function calculates({ effect, tool }: Action): boolean {
  return effect === "run" || CALCULATES.test(tool);
}

/**
 * The returned number that is due in the words right after: the only one of the result just in, else the only one of the
 * calculations of this turn that the words leave out.
 */
export function dueValue(
  missing: readonly ComputedValue[],
  reported: Action | null,
  { agent, index }: Step,
  run: Run,
  prepared: PreparedRun,
): ComputedValue | null {
  if (reported === null) return null;
  const alone = missing.filter(({ isOnly, action }) => isOnly && action.agent === agent);
  const due = alone.find(({ action }) => action === reported);
  if (due !== undefined) return due;
  const before = run.steps.findLast((step) => {
    return step.index < index && step.agent === agent && prepared.isOwnWords(step);
  });
  const [one, ...others] = alone.filter(({ action }) => {
    return calculates(action) && action.step.index > (before?.index ?? 0);
  });
  return one === undefined || others.length > 0 ? null : one;
}

/** Whether a stated number stands where the due one should: as the answer of a calculation, or with its unit. */
export function isAnswerTo(due: ComputedValue, text: string, numeral: Numeral): boolean {
  if (calculates(due.action) && isAnswer(text, numeral)) return true;
  const unit = unitAfter(text, numeral);
  return unit !== null && unit === unitAfter(due.result.text, due.numeral);
}

const UNIT = /^\s?(%|°|[\p{L}€$£]{1,14})/u;
const NO_UNIT = /^(?:a|an|and|are|as|at|by|for|from|in|is|it|of|on|or|per|the|to|was|were|with)$/;

/** The word or sign right behind a number, in the singular; null where it is none of measure. */
function unitAfter(text: string, { start, text: written }: Numeral): string | null {
  const end = start + written.length;
  const unit = UNIT.exec(text.slice(end, end + 16))?.[1]?.toLowerCase() ?? null;
  return unit === null || NO_UNIT.test(unit) ? null : unit.replace(/(?<=...)s$/, "");
}

const ANSWER =
  /\b(?:answer|result|total|sum|comes? to|amounts? to|equals?|costs?|is|are|was|were|gives?|makes?|altogether|overall)\b(?:[^.\n]|\.\d){0,60}$|[=:]\s*\S{0,3}$|\\boxed\{[^}]{0,20}$/i;

function isAnswer(text: string, { start }: Numeral): boolean {
  return ANSWER.test(text.slice(Math.max(0, start - 90), start));
}
