import type { Finding, Quote } from "../../core/finding.ts";
import type { Run, Step } from "../../core/run.ts";
import type { CodeChange } from "../code-work.ts";
import { requestToTest } from "../cues/code-requests.ts";
import { tracesByHand } from "../cues/hand-tracing.ts";
import { worksThrough } from "../cues/worked-through.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quoteWords } from "../quote.ts";
import { nameWords } from "../tool-effects.ts";
import { asksToRun, isWanted } from "./circumstances.ts";
import { finding, lineCount, type Rule } from "./rule.ts";

/**
 * Nothing was run, and whoever checked the code says that it followed it by hand: where a run was asked for, or by a
 * tester whose words show no work. Working the code through is a check where nobody asked for more.
 */
export const tracedByHand: Rule = ({ changes, executions }, run, prepared, { minLines }) => {
  if (executions.length > 0) return null;
  const change = changes.find(
    (one) => !one.isTest && lineCount(one.code) >= minLines && (one.kind === "file" || isWanted(one, run)),
  );
  if (change === undefined) return null;
  const traces = run.steps.slice(change.step.index + 1).flatMap((step) => {
    const words = prepared.isOwnWords(step) ? tracesByHand(step.text) : null;
    return words === null ? [] : [{ step, words }];
  });
  if (traces.length === 0) return null;
  const toRun = asksToRun(run, change, prepared);
  for (const trace of traces) {
    const asked = toRun ?? askedToTest(trace.step, change, run, prepared);
    if (asked !== null) return tracedFinding(trace, asked, change, prepared);
  }
  const byTesters = traces.filter(({ step }) => isTester(step, prepared));
  const [first] = byTesters;
  if (first === undefined || byTesters.some(({ step }) => worksThrough(step.text))) return null;
  return tracedFinding(first, null, change, prepared);
};

/** A step that says that it followed code by hand, and the words. */
interface HandTrace {
  readonly step: Step;
  readonly words: string;
}

function tracedFinding(
  { step, words }: HandTrace,
  asked: Quote | null,
  change: CodeChange,
  prepared: PreparedRun,
): Finding {
  const author = prepared.nameOf(change.step.agent, "the run");
  const checker = prepared.nameOf(step.agent, "the run");
  return finding(
    "medium",
    asked === null
      ? `nobody ran the code of ${author}: ${checker}, whose part is to test it, followed it by hand`
      : `nobody ran the code of ${author}: ${checker}, who checked it, followed it by hand, although a test was asked for`,
    change,
    prepared,
    [asked, quoteWords(step, words)],
  );
}

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
