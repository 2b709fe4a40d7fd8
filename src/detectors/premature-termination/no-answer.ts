import { quoteStart } from "../quote.ts";
import { saysPending } from "../tool-effects.ts";
import { finding, type Rule } from "./rule.ts";

const FINISHES = /(?:complete|finish|submit|terminate|end|close|final|answer|respond|reply)/i;

/**
 * The run ends as completed right after a call that failed or whose matter is still pending. A good result may be the
 * answer itself, as some frameworks hand it over; these cannot be.
 */
export const endsOnOpenResult: Rule = ({ run, prepared, last }) => {
  if (run.endReason !== "completed" || run.capabilities.content !== "full") return null;
  const action = prepared.actions.at(-1);
  if (action === undefined || action.result === null || (last !== action.step && last !== action.result)) {
    return null;
  }
  if (run.steps.slice(action.result.index + 1).some(({ kind }) => kind !== "end" && kind !== "thought"))
    return null;
  const { effect, failed, result, tool } = action;
  if (FINISHES.test(tool) || (!failed && (effect === "change" || !saysPending(result.text)))) return null;
  return finding(
    "medium",
    `the run ended as completed right after a call of ${tool} that ${failed ? "failed" : "says that it is not finished"}, and ${prepared.nameOf(action.agent, "nobody")} gave no answer`,
    action.step,
    [quoteStart(action.step), quoteStart(result)],
  );
};
