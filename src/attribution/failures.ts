import type { Step } from "../core/run.ts";
import type { Action } from "../detectors/actions.ts";
import { quoteEnd, quoteStart, quotesOf } from "../detectors/quote.ts";
import { saysTransient } from "../detectors/tool-effects.ts";
import { actionText } from "./action-text.ts";
import type { Scene } from "./scene.ts";
import type { Violation } from "./violation.ts";

/** Actions of one tool, with none that worked in between, that brought nothing. */
interface Failure {
  readonly first: Action;
  readonly result: Step;
  readonly how: "failed" | "empty";
  count: number;
  /** Whether a later action brought something. */
  settled: boolean;
}

/**
 * Calls and code that failed or brought nothing, up to the next of the same tool that brought something; each row of them
 * is blamed on its first. Then what the run ends on, where that is a result which nobody took up.
 */
export function failuresOf({ run, prepared, delivered }: Scene): Violation[] {
  const found = rowsOf(prepared.actions).map((failure): Violation => {
    const { first, result, how, count, settled } = failure;
    const isExternal = how === "failed" && comesFromOutside(result.text);
    const what = actionText(first, prepared);
    const times = count === 1 ? "" : `, like ${count === 2 ? "the one" : `the ${count - 1}`} after it`;
    return {
      // Without an answer what was made good still took the turns that were missing in the end.
      grade: settled && delivered.isAnswer ? "settled" : "open",
      kind: isExternal ? "external" : "agent",
      agents: first.agent === null ? [] : [first.agent],
      steps: [first.step.index, result.index],
      ...{ mode: null, tier: "low" },
      why:
        `${what} ${how === "failed" ? "failed" : "brought nothing"}${times}` +
        (settled ? ", and a later one worked" : ", and nothing made up for it"),
      rightAction: isExternal
        ? "reach the same by other means, or say that the service could not be used"
        : how === "failed"
          ? "find the cause of the error and repair it, or reach the same by other means"
          : "question the empty result: check what was asked for, or look elsewhere",
      quotes: quotesOf(quoteStart(first.step), quoteEnd(result)),
    };
  });
  const last = prepared.actions.at(-1);
  const untaken = delivered.isAnswer ? null : (last?.result ?? null);
  if (last !== undefined && untaken !== null && !last.failed && untaken === run.steps.at(-1)) {
    found.push({
      ...{ grade: "doubtful", kind: "agent", mode: null, tier: "low" },
      agents: last.agent === null ? [] : [last.agent],
      steps: [last.step.index, untaken.index],
      why: `the run ends on the result of ${actionText(last, prepared)}, which nobody took up`,
      rightAction: "read the result, check it against the task, and give the answer",
      quotes: quotesOf(quoteStart(last.step), quoteEnd(untaken)),
    });
  }
  return found;
}

/** Of each tool the rows of its failures, in the order of their first; a row ends where the tool brings something. */
function rowsOf(actions: readonly Action[]): Failure[] {
  const rows: Failure[] = [];
  const open = new Map<string, Failure>();
  for (const action of actions) {
    const { result, failed, tool } = action;
    if (result === null) continue;
    const row = open.get(tool);
    if (!failed && !isEmpty(result.text)) {
      if (row !== undefined) row.settled = true;
      open.delete(tool);
    } else if (row !== undefined) row.count++;
    else {
      const begun: Failure = {
        ...{ first: action, result, how: failed ? "failed" : "empty" },
        ...{ count: 1, settled: false },
      };
      open.set(tool, begun);
      rows.push(begun);
    }
  }
  return rows;
}

/** What a harness puts before an output. */
const PREAMBLE = /^\s*(?:exitcode: 0[^\n]*\n?)?(?:code output:)?\s*/i;
const NOTHING = /^(?:\[\]|\{\}|""|''|none|null|false|0)?\s*$/i;
const NOTHING_FOUND =
  /(?:^|\n)[^\n]{0,80}(?:\[\]|\{\}|:|\bno \w+[^\n]{0,60} (?:found|available|returned|match\w*)[^\n]{0,40}|\b(?:not|nothing) found[^\n]{0,40})\s*$/i;

/** Whether an output says nothing, or ends on that nothing was found. */
function isEmpty(output: string): boolean {
  const head = output.slice(0, 120).replace(PREAMBLE, "");
  if (output.length <= 120 && NOTHING.test(head)) return true;
  return NOTHING_FOUND.test(output.slice(-200));
}

const OUTSIDE =
  /\b(?:40[13]|Forbidden|Unauthorized|quota|API key|not subscribed|insufficient privileges|certificate|DNS|captcha)\b/i;

/** Whether an error lies with a service and not with what was asked of it. */
function comesFromOutside(error: string): boolean {
  return saysTransient(error) || OUTSIDE.test(error.slice(-600));
}
