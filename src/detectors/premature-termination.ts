import { z } from "zod";
import type { Finding, Quote, Tier } from "../core/finding.ts";
import type { Run, Step } from "../core/run.ts";
import { type Action, codeBlocks } from "./actions.ts";
import {
  claimsSuccess,
  givesUp,
  openItem,
  placeholderAnswer,
  placeholderCode,
  promisedAtEnd,
  requestAtEnd,
  saysFinished,
} from "./cues.ts";
import { defineDetector } from "./detector.ts";
import type { PreparedRun } from "./prepared-run.ts";
import { quoteStart, quotesOf, quoteWords } from "./quote.ts";
import { type Close, closeOf } from "./run-close.ts";
import { threshold } from "./threshold.ts";

const options = z.strictObject({
  attempts: threshold(
    2,
    [1, 20],
    "Most calls made before giving up that still count as too early; a second try is the least one expects.",
  ),
  lastMessages: threshold(2, [1, 10], "Number of last messages in which an open item may be named."),
});
type Options = z.infer<typeof options>;

/** FM-3.1: the run ends while a requested piece is visibly open and could still be had. */
export const prematureTermination = defineDetector<Options>({
  meta: {
    id: "premature-termination",
    mode: "FM-3.1",
    version: 1,
    needs: ["content"],
    decides: "present",
    englishOnly: true,
    options,
    summary:
      "Looks at how the run ends: at a forced or empty answer, giving up after the first attempts, success claimed over " +
      "a failed delivery, code left as a placeholder, a file that was asked for and never appears, and last words that " +
      "name something as open or promise a step that never comes. Only ends that the team or its limit made count; " +
      "exceptions, waiting for a person and traces that break off never do.",
    blindSpots: [
      "items of a list that were left out without a word",
      "a requirement that is met in form only",
      "ends that the format does not record",
    ],
  },
  detect(run, prepared, chosen) {
    const close = closeOf(run, prepared);
    if (typeof close === "string") return { findings: [], unknown: close };
    for (const rule of RULES) {
      const finding = rule(close, chosen);
      if (finding !== null) return { findings: [finding] };
    }
    return { findings: [] };
  },
});

type Rule = (close: Close, chosen: Options) => Finding | null;

/** The framework made an agent answer now, and the answer says that it is not one. */
const forcedAnswer: Rule = ({ words: [newest], atLimit }) => {
  if (newest?.marker !== "forced-answer") return null;
  const open = openItem(newest.text) ?? givesUp(newest.text);
  if (open === null) return null;
  return finding(
    atLimit ? "certain" : "high",
    "a limit made the agent answer before its work was done, and the answer says so",
    newest,
    [quoteWords(newest, open)],
  );
};

const FINISHING = /(?:complete|finish|submit|terminate|end|close|final)/i;
const FAILING_ARGUMENT =
  /"(?:status|outcome|result|state)":\s*"(?:fail\w*|give[_ ]?up|gave[_ ]?up|abort\w*|impossible)"/i;

/** The task is given back after the first attempts although there were other ways. */
const givenUp: Rule = ({ run, prepared, words: [newest] }, { attempts }) => {
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
    `${nameOf(by, prepared)} gave the task up after ${tries.length === 1 ? "one attempt" : `${tries.length} attempts`}, without trying ${left}`,
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

/** The last delivery failed, nothing replaced it, and success is claimed. */
const deliveryFailed: Rule = ({ prepared, words: [newest] }) => {
  if (newest === undefined || !claimsSuccess(newest.text)) return null;
  const delivery = prepared.actions.findLast(({ effect }) => effect === "change" || effect === "run");
  const latest = prepared.actions.at(-1);
  if (delivery === undefined || delivery !== latest || !delivery.failed || delivery.effect !== "change")
    return null;
  if (newest.index < delivery.step.index) return null;
  return finding(
    "high",
    `${nameOf(newest, prepared)} declares success although the last ${delivery.tool} call failed and was not repeated`,
    newest,
    [quoteStart(delivery.step), delivery.result && quoteStart(delivery.result), quoteStart(newest)],
  );
};

/** Where the answer should stand there is an empty place. */
const emptyAnswer: Rule = ({ words: [newest], prepared }) => {
  if (newest === undefined) return null;
  const placeholder = placeholderAnswer(newest.text);
  if (placeholder === null) return null;
  return finding(
    "high",
    `${nameOf(newest, prepared)} ends with a placeholder where the answer should be`,
    newest,
    [quoteWords(newest, placeholder)],
  );
};

const ASKS_FOR_OUTLINE =
  /\b(?:template|skeleton|stub|scaffold|boilerplate|placeholder|outline|pseudo-?code|abstract|interface|example|exercise)\b/i;

/** The newest version of the code leaves out what the task asks for. */
const unfinishedCode: Rule = ({ run, prepared }) => {
  if (ASKS_FOR_OUTLINE.test(run.task ?? "")) return null;
  const newest = run.steps.findLast(
    (step) => prepared.isOwnWords(step) && (step.kind === "artifact" || step.text.includes("```")),
  );
  if (newest === undefined) return null;
  const code =
    newest.kind === "artifact"
      ? newest.text
      : codeBlocks(newest.text)
          .map((block) => block.code)
          .join("\n");
  const placeholder = placeholderCode(code);
  if (placeholder === null) return null;
  return finding(
    "medium",
    `the last code of ${nameOf(newest, prepared)} leaves a placeholder where the work should be, and the run ends with it`,
    newest,
    [quoteWords(newest, placeholder)],
  );
};

const OUTPUT_FILE =
  /\b(?:save|write|export|store|output|create|produce|generate)\b[^.\n]{0,80}?\b(?:to|as|in|into|named|called|file)\s+[`"'*]{0,3}((?:[\w-]+\/){0,6}[\w-]{1,80}\.(?:csv|json|jsonl|md|txt|py|js|ts|html|css|pdf|xlsx|png|svg|ya?ml|xml|sql|docx|tex))\b/i;

/** A file that the task names as output is never mentioned after the task. */
const missingFile: Rule = ({ run, prepared, words: [newest] }) => {
  if (newest === undefined || run.capabilities.content !== "full" || prepared.actions.length === 0)
    return null;
  const file = OUTPUT_FILE.exec((run.task ?? "").slice(0, 20_000))?.[1];
  if (file === undefined) return null;
  const name = file.slice(file.lastIndexOf("/") + 1);
  const mentioned = run.steps.some(
    (step) =>
      (step.agent !== null && step.text.includes(name)) ||
      (step.args !== undefined && JSON.stringify(step.args).includes(name)),
  );
  if (mentioned) return null;
  return finding(
    "medium",
    `the task asks for the file ${name}, which nobody wrote or mentioned before the end`,
    newest,
    [quoteStart(newest)],
  );
};

/** The last words name something as open. */
const itemOpen: Rule = ({ words, prepared, atLimit }, { lastMessages }) => {
  for (const step of words.slice(0, atLimit ? lastMessages : 1)) {
    const open = openItem(step.text);
    if (open === null || isSaidAgain(step, prepared)) continue;
    const end = atLimit ? "the limit ended the run" : "the run ended";
    return finding("medium", `${end} although ${nameOf(step, prepared)} names something as open`, step, [
      quoteWords(step, open),
    ]);
  }
  return null;
};

/** The last words promise a step that never comes. */
const promiseLeft: Rule = ({ words: [newest], last, prepared, atLimit }) => {
  if (newest === undefined || newest !== last || newest.marker === "terminal") return null;
  const promise = promisedAtEnd(newest.text);
  if (promise === null || isSaidAgain(newest, prepared)) return null;
  const end = atLimit ? "the limit came before it" : "the run ended without it";
  return finding("medium", `${nameOf(newest, prepared)} announces the next step, and ${end}`, newest, [
    quoteWords(newest, promise),
  ]);
};

/** The last words ask another agent for something, and nobody gets to answer. */
const requestLeft: Rule = ({ run, words: [newest, ...earlier], last, prepared, atLimit }) => {
  if (newest === undefined || newest !== last || newest.marker === "terminal" || saysFinished(newest.text))
    return null;
  const request = requestAtEnd(newest.text);
  if (request === null || isSaidAgain(newest, prepared)) return null;
  const hasColleague = earlier.some((step) => step.agent !== newest.agent);
  if (!hasColleague || (run.capabilities.recipients && newest.to.length === 0)) return null;
  return finding(
    "medium",
    `${nameOf(newest, prepared)} asks a colleague for something, and ${atLimit ? "the limit came before the answer" : "the run ended without an answer"}`,
    newest,
    [quoteWords(newest, request)],
  );
};

/** The limit cut off an agent in the middle of its calls, and nobody had given an answer. */
const cutOffAtWork: Rule = ({ run, prepared, words, last, atLimit }) => {
  if (!atLimit || (last.kind !== "tool-call" && last.kind !== "tool-result")) return null;
  const action = prepared.actions.at(-1);
  if (action === undefined || words.some((step) => saysFinished(step.text))) return null;
  const sameBefore = prepared.actions.slice(0, -1).some(({ key }) => key === action.key);
  if (sameBefore || run.steps.length < 3) return null;
  const lastResult = run.steps.findLast((step) => step.kind === "tool-result");
  return finding(
    "medium",
    `the limit ended the run while ${nameOf(action.step, prepared)} was still calling ${action.tool}, before any answer was given`,
    action.step,
    [lastResult === undefined ? null : quoteStart(lastResult), quoteStart(action.step)],
  );
};

/** In the order of their strength; the first that applies is reported. */
const RULES: readonly Rule[] = [
  forcedAnswer,
  givenUp,
  deliveryFailed,
  emptyAnswer,
  itemOpen,
  promiseLeft,
  requestLeft,
  cutOffAtWork,
  missingFile,
  unfinishedCode,
];

/** Whether the agent had said exactly this before: then the run ended in a loop (FM-1.3), which is the cause. */
function isSaidAgain(step: Step, prepared: PreparedRun): boolean {
  return prepared.run.steps.some(
    (earlier) => earlier.index < step.index && earlier.agent === step.agent && earlier.text === step.text,
  );
}

function finding(tier: Tier, message: string, by: Step, quotes: (Quote | null)[]): Finding {
  const kept = quotesOf(...quotes);
  const steps = [...new Set([by.index, ...kept.map(({ step }) => step)])].sort((a, b) => a - b);
  return { mode: "FM-3.1", tier, message, agent: by.agent, steps, quotes: kept };
}

function nameOf(step: Step, prepared: PreparedRun): string {
  return step.agent === null ? "the run" : (prepared.agents.get(step.agent)?.name ?? step.agent);
}
