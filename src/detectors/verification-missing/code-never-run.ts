import type { Tier } from "../../core/finding.ts";
import { quoteStart } from "../quote.ts";
import {
  asksToRun,
  canRun,
  isReviewed,
  isWanted,
  recordsExecutions,
  showsWrittenCalls,
  tellsOfRun,
} from "./circumstances.ts";
import { finding, lineCount, type Rule } from "./rule.ts";

/** Tests were written and nothing was ever run after them. */
export const testsNeverRun: Rule = ({ changes, executions }, run, prepared, chosen) => {
  const test = changes.find((change) => change.isTest);
  if (test === undefined) return null;
  const records = recordsExecutions(run);
  const tried = executions.some(
    ({ step, effect }) => (step.index > test.step.index && effect === "run") || step === test.step,
  );
  if (tried || (!records && tellsOfRun(run, test.step.index))) return null;
  const could = canRun(run);
  const asked = asksToRun(run, test, prepared);
  const reviewed = [test, changes.findLast((change) => !change.isTest)].some(
    (change) => change !== undefined && isReviewed(change, run, prepared, chosen, test.step),
  );
  const isSure = records && !reviewed && (could || asked !== null);
  return finding(
    isSure ? "high" : "medium",
    `${prepared.nameOf(test.step.agent, "the run")} wrote tests, and nothing was run after that`,
    test,
    prepared,
    [asked],
  );
};

/** Code was run, then changed, and shipped without another run. */
export const changedAfterLastRun: Rule = ({ changes, executions }, run, prepared, { minLines }) => {
  const lastRun = executions.at(-1);
  if (lastRun === undefined) return null;
  const change = changes.findLast(({ step, isTest }) => step.index > lastRun.step.index && !isTest);
  if (change === undefined) return null;
  if (change.kind === "message") {
    if (!isWanted(change, run) || lineCount(change.code) < minLines) return null;
  }
  const records = recordsExecutions(run);
  if (!records && tellsOfRun(run, change.step.index)) return null;
  return finding(
    change.kind === "file" && records ? "high" : "medium",
    `${prepared.nameOf(change.step.agent, "the run")} changed the code after its last run, and it was shipped without another one`,
    change,
    prepared,
    [quoteStart(lastRun.step), lastRun.result && quoteStart(lastRun.result)],
  );
};

/** Code was written and never run. */
export const neverRun: Rule = ({ changes, executions }, run, prepared, chosen) => {
  if (executions.length > 0) return null;
  const records = recordsExecutions(run);
  if (!records && !showsWrittenCalls(prepared)) return null;
  const could = canRun(run);
  const least = could ? Math.ceil(chosen.minLines / 2) : chosen.minLines;
  const change = changes.findLast(({ code, kind }) => kind === "file" || lineCount(code) >= least);
  if (change === undefined || (change.kind === "message" && !isWanted(change, run))) return null;
  if (!records && tellsOfRun(run, change.step.index)) return null;
  const asked = asksToRun(run, change, prepared);
  const reviewed = isReviewed(change, run, prepared, chosen);
  if (!could && asked === null && reviewed) return null;
  const tier: Tier = could && !reviewed && records ? "high" : "medium";
  const why = could
    ? "although the team could run it"
    : asked !== null
      ? "although that was asked for"
      : "nor reviewed";
  return finding(
    tier,
    `${prepared.nameOf(change.step.agent, "the run")} wrote code that was never run ${why}`,
    change,
    prepared,
    [asked],
  );
};
