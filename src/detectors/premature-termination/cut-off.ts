import { saysFinished } from "../cues/finished.ts";
import { quoteStart } from "../quote.ts";
import { finding, type Rule } from "./rule.ts";

/** The limit cut off an agent in the middle of its calls, and nobody had given an answer. */
export const cutOffAtWork: Rule = ({ run, prepared, words, last, atLimit }) => {
  if (!atLimit || (last.kind !== "tool-call" && last.kind !== "tool-result")) return null;
  const action = prepared.actions.at(-1);
  if (action === undefined || words.some((step) => saysFinished(step.text))) return null;
  const sameBefore = prepared.actions.slice(0, -1).some(({ key }) => key === action.key);
  if (sameBefore || run.steps.length < 3) return null;
  const lastResult = run.steps.findLast((step) => step.kind === "tool-result");
  return finding(
    "medium",
    `the limit ended the run while ${prepared.nameOf(action.step.agent, "the run")} was still calling ${action.tool}, before any answer was given`,
    action.step,
    [lastResult === undefined ? null : quoteStart(lastResult), quoteStart(action.step)],
  );
};
