import { z } from "zod";
import type { Finding, Quote, Tier } from "../core/finding.ts";
import type { Run, Step } from "../core/run.ts";
import { type CodeChange, type CodeWork, codeWorkOf } from "./code-work.ts";
import { asksForCode, deliversCode, requestToRun, userQuestion } from "./cues/code-requests.ts";
import { saysFinished } from "./cues/finished.ts";
import { claimsSuccess } from "./cues/outcomes.ts";
import { defineDetector } from "./detector.ts";
import type { PreparedRun } from "./prepared-run.ts";
import { quoteFrom, quoteStart, quotesOf } from "./quote.ts";
import { threshold } from "./threshold.ts";
import { effectOfName } from "./tool-effects.ts";

const options = z.strictObject({
  minLines: threshold(
    5,
    [1, 200],
    "Least lines of code in a message that call for a check (half where the team can run code): fewer are read at a glance.",
  ),
  reviewedNames: threshold(
    2,
    [1, 20],
    "Least identifiers of the code that a reviewer must name for the review to count as a check.",
  ),
});
type Options = z.infer<typeof options>;

/** FM-3.2 in the domain of code and tools: a result is shipped that nobody tried. */
export const verificationMissing = defineDetector<Options>({
  meta: {
    id: "verification-missing",
    mode: "FM-3.2",
    version: 1,
    needs: ["content"],
    decides: "present",
    englishOnly: true,
    options,
    summary:
      "Looks at runs that write code: tests that were written and never run, code changed after its last run, and code " +
      "that nobody ran although the team could or was asked to. A run of any kind after the last change is a check, " +
      "passed or not; so is a colleague's review that goes into the code, unless a run was asked for.",
    blindSpots: [
      "everything but code: sources never opened, numbers never recomputed, settings never read back",
      "checks that leave out what matters",
      "runs of the code that the trace does not record",
    ],
  },
  detect(run, prepared, chosen) {
    const outside = whyNotShipped(run);
    if (outside !== null) return { findings: [], unknown: outside };
    const work = prepared.of(codeWorkOf);
    if (work.changes.length === 0) return { findings: [], unknown: "no code is written in this run" };
    for (const rule of RULES) {
      const finding = rule(work, run, prepared, chosen);
      if (finding !== null) return { findings: [finding] };
    }
    return { findings: [] };
  },
});

type Rule = (work: CodeWork, run: Run, prepared: PreparedRun, chosen: Options) => Finding | null;

function whyNotShipped(run: Run): string | null {
  switch (run.endReason) {
    case "error":
      return "the run ended with an exception before its work was shipped";
    case "waiting":
      return "the run waits for a person and has shipped nothing yet";
    case "truncated":
      return "the trace breaks off before the work was shipped";
    case "stopped":
      return "the run was stopped before its work was shipped";
    default:
      return null;
  }
}

/** Tests were written and nothing was ever run after them. */
const testsNeverRun: Rule = ({ changes, executions }, run, prepared, chosen) => {
  const test = changes.find((change) => change.isTest);
  if (test === undefined) return null;
  const tried = executions.some(
    ({ step, effect }) => (step.index > test.step.index && effect === "run") || step === test.step,
  );
  if (tried || (!recordsExecutions(run) && tellsOfRun(run, test.step.index))) return null;
  const could = canRun(run);
  const asked = asksToRun(run, test, prepared);
  const reviewed = [test, changes.findLast((change) => !change.isTest)].some(
    (change) => change !== undefined && isReviewed(change, run, prepared, chosen, test.step),
  );
  const isSure = recordsExecutions(run) && !reviewed && (could || asked !== null);
  return finding(
    isSure ? "high" : "medium",
    `${prepared.nameOf(test.step.agent, "the run")} wrote tests, and nothing was run after that`,
    test,
    prepared,
    run,
    [asked],
  );
};

/** Code was run, then changed, and shipped without another run. */
const changedAfterLastRun: Rule = ({ changes, executions }, run, prepared, { minLines }) => {
  const lastRun = executions.at(-1);
  if (lastRun === undefined) return null;
  const change = changes.findLast(({ step, isTest }) => step.index > lastRun.step.index && !isTest);
  if (change === undefined) return null;
  if (change.kind === "message") {
    if (!isWanted(change, run) || lineCount(change.code) < minLines) return null;
  }
  return finding(
    change.kind === "file" ? "high" : "medium",
    `${prepared.nameOf(change.step.agent, "the run")} changed the code after its last run, and it was shipped without another one`,
    change,
    prepared,
    run,
    [quoteStart(lastRun.step), lastRun.result && quoteStart(lastRun.result)],
  );
};

/** Code was written and never run. */
const neverRun: Rule = ({ changes, executions }, run, prepared, chosen) => {
  if (executions.length > 0 || !recordsExecutions(run)) return null;
  const could = canRun(run);
  const least = could ? Math.ceil(chosen.minLines / 2) : chosen.minLines;
  const change = changes.findLast(({ code, kind }) => kind === "file" || lineCount(code) >= least);
  if (change === undefined || (change.kind === "message" && !isWanted(change, run))) return null;
  const asked = asksToRun(run, change, prepared);
  const reviewed = isReviewed(change, run, prepared, chosen);
  if (!could && asked === null && reviewed) return null;
  const tier: Tier = could && !reviewed ? "high" : "medium";
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
    run,
    [asked],
  );
};

/** In the order of their strength; the first that applies is reported. */
const RULES: readonly Rule[] = [testsNeverRun, changedAfterLastRun, neverRun];

/** Whether code in a message is work that was wanted, and not an example in an answer. */
function isWanted({ step }: CodeChange, run: Run): boolean {
  return asksForCode(userQuestion(taskOf(run)).text) || deliversCode(step.text);
}

function taskOf(run: Run): string {
  return run.task ?? run.steps[0]?.text ?? "";
}

/** Whether an execution would show in this trace. */
function recordsExecutions(run: Run): boolean {
  return run.capabilities.toolCalls || run.capabilities.toolResults;
}

function canRun(run: Run): boolean {
  return run.agents.some(
    (agent) => agent.kind === "executor" || agent.tools?.some((tool) => effectOfName(tool) === "run"),
  );
}

const TELLS_OF_RUN =
  /\b(?:ran|running|executed|executing|re-?ran) (?:the |this |that |all |our |your |a )?(?:\w+ ){0,2}(?:tests?|test cases?|suite|script|code|command|program)\b|\btests? (?:have |has )?(?:all )?(?:now )?(?:passed|failed)|\btest (?:results?|output)\b|\b\d+ (?:passed|failed)\b|\bexit code\b|\bexecution (?:result|output)/i;

/** Where a format records no executions, words that tell of one have to do. */
function tellsOfRun(run: Run, after: number): boolean {
  return run.steps
    .slice(after + 1)
    .some((step) => step.kind === "message" && TELLS_OF_RUN.test(step.text.slice(0, 4000)));
}

/** The words of the task, or of an agent before the code was written, that ask for a run; null where nobody does. */
function asksToRun(run: Run, change: CodeChange, prepared: PreparedRun): Quote | null {
  for (const step of run.steps.slice(0, change.step.index)) {
    if (step.kind !== "message" || (step.index > 0 && !prepared.isOwnWords(step))) continue;
    const { text, start } = step.index > 0 ? { text: step.text, start: 0 } : userQuestion(step.text);
    const at = requestToRun(text);
    if (at >= 0) return quoteFrom(step, start + text.lastIndexOf("\n", at) + 1);
  }
  return null;
}

/** Whether another agent, or the person, went into this code after it was written, in another step than `except`. */
function isReviewed(
  change: CodeChange,
  run: Run,
  prepared: PreparedRun,
  chosen: Options,
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

function lineCount(code: string): number {
  return code.split("\n").filter((line) => /\w/.test(line)).length;
}

function finding(
  tier: Tier,
  message: string,
  change: CodeChange,
  prepared: PreparedRun,
  run: Run,
  more: (Quote | null)[] = [],
): Finding {
  const code = change.kind === "message" ? quoteFrom(change.step, change.start) : quoteStart(change.step);
  const close = run.steps.findLast((step) => prepared.isOwnWords(step));
  const ships =
    close !== undefined &&
    close.index > change.step.index &&
    (close.marker === "terminal" || saysFinished(close.text) || claimsSuccess(close.text));
  const quotes = quotesOf(code, ...more, close === undefined ? null : quoteStart(close));
  return {
    mode: "FM-3.2",
    tier,
    message: ships
      ? `${message}; ${prepared.nameOf(close.agent, "the run")} hands the work over as done`
      : message,
    agent: ships && change.isTest ? close.agent : change.step.agent,
    steps: [...new Set([change.step.index, ...quotes.map(({ step }) => step)])].sort((a, b) => a - b),
    quotes,
  };
}
