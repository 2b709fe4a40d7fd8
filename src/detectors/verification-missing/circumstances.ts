import type { Quote } from "../../core/finding.ts";
import type { Run, Step } from "../../core/run.ts";
import type { CodeChange } from "../code-work.ts";
import { asksForCode, deliversCode, requestToRun, userQuestion } from "../cues/code-requests.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom } from "../quote.ts";
import { effectOfName } from "../tool-effects.ts";
import { writtenCallsOf } from "../written-calls.ts";
import type { VerificationOptions } from "./rule.ts";

/* What decides whether code had to be run: whether it could be, was asked to be, and would show. */

/** Whether code in a message is work that was wanted, and not an example in an answer. */
export function isWanted({ step }: CodeChange, run: Run): boolean {
  return asksForCode(userQuestion(run.task ?? run.steps[0]?.text ?? "").text) || deliversCode(step.text);
}

/** Whether an execution would show in this trace. */
export function recordsExecutions({ capabilities }: Run): boolean {
  return capabilities.toolCalls || capabilities.toolResults;
}

/** Whether the log has calls in the words of agents only, so that it may show an execution or may not. */
export function showsWrittenCalls(prepared: PreparedRun): boolean {
  return prepared.of(writtenCallsOf).length > 0;
}

export function canRun(run: Run): boolean {
  return run.agents.some(
    (agent) => agent.kind === "executor" || agent.tools?.some((tool) => effectOfName(tool) === "run"),
  );
}

const TELLS_OF_RUN =
  /\b(?:ran|running|executed|executing|re-?ran) (?:the |this |that |all |our |your |a )?(?:\w+ ){0,2}(?:tests?|test cases?|suite|script|code|command|program)\b|\btests? (?:have |has )?(?:all )?(?:now )?(?:passed|failed)|\btest (?:results?|output)\b|\b\d+ (?:passed|failed)\b|\bexit code\b|\bexecution (?:result|output)/i;

/** Where a format records no executions, words that tell of one have to do. */
export function tellsOfRun(run: Run, after: number): boolean {
  return run.steps
    .slice(after + 1)
    .some((step) => step.kind === "message" && TELLS_OF_RUN.test(step.text.slice(0, 4000)));
}

/** The words of the task, or of an agent before the code was written, that ask for a run; null where nobody does. */
export function asksToRun(run: Run, change: CodeChange, prepared: PreparedRun): Quote | null {
  for (const step of run.steps.slice(0, change.step.index)) {
    if (step.kind !== "message" || (step.index > 0 && !prepared.isOwnWords(step))) continue;
    const { text, start } = step.index > 0 ? { text: step.text, start: 0 } : userQuestion(step.text);
    const at = requestToRun(text);
    if (at >= 0) return quoteFrom(step, start + text.lastIndexOf("\n", at) + 1);
  }
  return null;
}

/** Whether another agent, or the person, went into this code after it was written, in another step than `except`. */
export function isReviewed(
  change: CodeChange,
  run: Run,
  prepared: PreparedRun,
  chosen: VerificationOptions,
  except: Step | null = null,
): boolean {
  const names = new Set(change.code.slice(0, 40_000).match(/\b[A-Za-z_]\w{3,}\b/g) ?? []);
  return run.steps.slice(change.step.index + 1).some((step) => {
    if (step.agent === change.step.agent || step.kind !== "message" || step === except) return false;
    if (!prepared.isOwnWords(step) && !prepared.isPerson(step)) return false;
    let named = 0;
    for (const name of new Set(step.text.slice(0, 40_000).match(/\b[A-Za-z_]\w{3,}\b/g) ?? [])) {
      if (names.has(name) && /[_A-Z]|\d/.test(name.slice(1))) named++;
      if (named >= chosen.reviewedNames) return true;
    }
    return false;
  });
}
