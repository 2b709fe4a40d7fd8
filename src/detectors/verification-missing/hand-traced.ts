import type { Quote } from "../../core/finding.ts";
import type { Run, Step } from "../../core/run.ts";
import type { CodeChange } from "../code-work.ts";
import { requestToTest } from "../cues/code-requests.ts";
import { tracesByHand } from "../cues/hand-tracing.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quoteWords } from "../quote.ts";
import { nameWords } from "../tool-effects.ts";
import { asksToRun, isWanted } from "./circumstances.ts";
import { finding, lineCount, type Rule } from "./rule.ts";

/** Nothing was run; whoever was there to test the code says that it followed it by hand. */
export const tracedByHand: Rule = ({ changes, executions }, run, prepared, { minLines }) => {
  if (executions.length > 0) return null;
  const change = changes.find(
    (one) => !one.isTest && lineCount(one.code) >= minLines && (one.kind === "file" || isWanted(one, run)),
  );
  if (change === undefined) return null;
  for (const step of run.steps.slice(change.step.index + 1)) {
    if (!prepared.isOwnWords(step)) continue;
    const words = tracesByHand(step.text);
    if (words === null) continue;
    const asked = asksToRun(run, change, prepared) ?? askedToTest(step, change, run, prepared);
    if (asked === null && !isTester(step, prepared)) continue;
    const why = asked === null ? "whose part is to test it" : "although a test was asked for";
    return finding(
      "medium",
      `nobody ran the code of ${prepared.nameOf(change.step.agent, "the run")}: ${prepared.nameOf(step.agent, "the run")}, ${asked === null ? why : "who checked it"}, followed it by hand${asked === null ? "" : `, ${why}`}`,
      change,
      prepared,
      [asked, quoteWords(step, words)],
    );
  }
  return null;
};

/** Whether the agent is there to test, by its name or its role. */
function isTester({ agent }: Step, prepared: PreparedRun): boolean {
  const known = agent === null ? undefined : prepared.agents.get(agent);
  if (known === undefined) return false;
  const title = `${known.name} ${known.role?.slice(0, 200) ?? ""}`;
  return nameWords(title).some((word) => TESTERS.has(word));
}

const TESTERS = new Set(["tester", "testers", "qa", "test"]);

/** A colleague's words before the check that ask for it to be tested on examples; null without such words. */
function askedToTest(check: Step, change: CodeChange, run: Run, prepared: PreparedRun): Quote | null {
  for (const step of run.steps.slice(Math.max(1, change.step.index - MOST_BACK), check.index)) {
    if (step.agent === check.agent || !prepared.isOwnWords(step)) continue;
    const at = requestToTest(step.text);
    if (at >= 0) return quoteFrom(step, at);
  }
  return null;
}

/** Steps before the change in which a request may stand. */
const MOST_BACK = 10;
