import type { Run } from "../../core/run.ts";
import type { Action } from "../actions.ts";
import { givesUp } from "../cues/outcomes.ts";
import { quoteStart, quoteWords } from "../quote.ts";
import { finding, type Rule } from "./rule.ts";

const FINISHING = /(?:complete|finish|submit|terminate|end|close|final)/i;
const FAILING_ARGUMENT =
  /"(?:status|outcome|result|state)":\s*"(?:fail\w*|give[_ ]?up|gave[_ ]?up|abort\w*|impossible)"/i;

/** The task is given back after the first attempts although there were other ways. */
export const givenUp: Rule = ({ run, prepared, words: [newest] }, { attempts }) => {
  const finishingCall = prepared.actions.at(-1);
  const failingCall =
    finishingCall !== undefined &&
    FINISHING.test(finishingCall.tool) &&
    FAILING_ARGUMENT.test(JSON.stringify(finishingCall.step.args ?? null))
      ? finishingCall.step
      : null;
  const words = newest === undefined ? null : givesUp(newest.text);
  const by = failingCall ?? (words === null ? null : newest);
  if (by === undefined || by === null) return null;
  const tries = prepared.actions.filter(({ step, tool }) => step !== failingCall && !FINISHING.test(tool));
  const failed = tries.findLast((action) => action.failed);
  const untried = untriedTools(run, tries);
  if (failed === undefined || tries.length > attempts || untried.length === 0) return null;
  const left = `${untried.slice(0, 3).join(", ")}${untried.length > 3 ? " …" : ""}`;
  return finding(
    tries.length === 1 ? "high" : "medium",
    `${prepared.nameOf(by.agent, "the run")} gave the task up after ${tries.length === 1 ? "one attempt" : `${tries.length} attempts`}, without trying ${left}`,
    by,
    [
      quoteStart(failed.result ?? failed.step),
      by === failingCall ? quoteStart(by) : quoteWords(by, words ?? ""),
    ],
  );
};

function untriedTools(run: Run, tries: readonly Action[]): string[] {
  const used = new Set(tries.map(({ tool }) => tool));
  const declared = new Set(run.agents.flatMap((agent) => agent.tools ?? []));
  return [...declared].filter((tool) => !used.has(tool) && !FINISHING.test(tool));
}
