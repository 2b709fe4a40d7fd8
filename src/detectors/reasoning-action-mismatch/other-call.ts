import { z } from "zod";
import type { Finding, Quote, Tier } from "../../core/finding.ts";
import type { Json, Run, Step } from "../../core/run.ts";
import type { Action } from "../actions.ts";
import { defineDetector } from "../detector.ts";
import { type Commitment, commitmentsIn, toolNamesOf } from "../ledgers/commitments.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quotableText, quoteStart, quotesOf, quoteWords } from "../quote.ts";

/** FM-2.6: an agent says what it is about to call, and calls something else in the same breath. */
export const otherCall = defineDetector({
  meta: {
    id: "reasoning-action-mismatch/other-call",
    mode: "FM-2.6",
    version: 1,
    needs: ["content", "toolCalls"],
    decides: "present",
    englishOnly: true,
    options: z.strictObject({}),
    summary:
      "Holds the last announcement before a call (a tool, a file or an argument named literally) against the calls that " +
      "the same agent makes at once. Reports those that name another one, where the announced one does not come later.",
    blindSpots: [
      "announcements in other words than the names of tools, files and arguments",
      "calls that do something else than their arguments say",
    ],
  },
  detect(run, prepared) {
    const tools = prepared.of(toolNamesOf);
    const { attempts } = prepared;
    for (const [at, action] of attempts.entries()) {
      const before = action.tool === "code" ? undefined : run.steps[action.step.index - 1];
      if (before === undefined || before.agent !== action.agent || !isAnnouncement(before, prepared))
        continue;
      const commitment = commitmentsIn(before, tools, prepared).at(-1);
      if (commitment === undefined) continue;
      const calls = callsOfTurn(attempts, at, run);
      const mismatch = mismatchOf(commitment, calls, attempts.slice(at, at + MOST_LATER));
      if (mismatch !== null) return { findings: [finding(commitment, calls, mismatch, prepared)] };
    }
    return { findings: [] };
  },
});

function isAnnouncement(step: Step, prepared: PreparedRun): boolean {
  return step.kind === "thought" || prepared.isOwnWords(step);
}

/** An announcement may be kept within so many calls. */
const MOST_LATER = 200;

/** The calls that one agent makes from here on before anybody, itself included, says something. */
function callsOfTurn(attempts: readonly Action[], at: number, run: Run): Action[] {
  const calls: Action[] = [];
  let index = attempts[at]?.step.index ?? 0;
  for (let next = at; next < attempts.length; next++) {
    const action = attempts[next];
    while (isCallOrResult(run.steps[index]) && index < (action?.step.index ?? 0)) index++;
    if (action === undefined || action.agent !== attempts[at]?.agent || action.step.index !== index) break;
    calls.push(action);
  }
  return calls;
}

function isCallOrResult(step: Step | undefined): boolean {
  return step?.kind === "tool-call" || step?.kind === "tool-result";
}

interface Mismatch {
  readonly announced: string;
  readonly done: string;
  readonly tier: Tier;
}

function mismatchOf(
  commitment: Commitment,
  calls: readonly Action[],
  later: readonly Action[],
): Mismatch | null {
  const [first] = calls;
  if (first === undefined) return null;
  const { tool, file, args } = commitment;
  if (tool !== null && !later.some((action) => action.tool === tool || mentions(action, tool))) {
    return { announced: tool, done: first.tool, tier: "high" };
  }
  if (file !== null && (tool === null || calls.some((call) => call.tool === tool))) {
    const name = baseName(file);
    const other = calls.map(fileOf).find((path) => path !== null);
    const isLater = later.some((action) => mentions(action, name));
    if (other !== undefined && other !== null && calls.every((call) => fileOf(call) !== null) && !isLater) {
      return { announced: file, done: other, tier: "medium" };
    }
  }
  for (const [name, value] of args) {
    const given = calls.length === 1 ? argumentOf(first.step.args, name) : null;
    if (given !== null && given !== value && Number(given) !== Number(value)) {
      return { announced: `${name}=${value}`, done: `${name}=${given}`, tier: "high" };
    }
  }
  return null;
}

function mentions({ step }: Action, name: string): boolean {
  return (
    quotableText(step).includes(name) || (step.args !== undefined && JSON.stringify(step.args).includes(name))
  );
}

const PATH_KEYS = ["path", "file_path", "filepath", "filename", "file_name", "file"];

function fileOf({ step: { args } }: Action): string | null {
  for (const key of PATH_KEYS) {
    const path = argumentOf(args, key);
    if (path !== null && /\.\w{1,5}$/.test(path)) return path;
  }
  return null;
}

function argumentOf(args: Json | undefined, name: string): string | null {
  if (args === null || typeof args !== "object" || Array.isArray(args) || !Object.hasOwn(args, name))
    return null;
  const value = args[name];
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : null;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function finding(
  { step, words }: Commitment,
  calls: readonly Action[],
  { announced, done, tier }: Mismatch,
  prepared: PreparedRun,
): Finding {
  const [call] = calls;
  const quoted: (Quote | null)[] = call === undefined ? [] : [quoteStart(call.step)];
  return {
    mode: "FM-2.6",
    tier,
    message: `${prepared.nameOf(step.agent, "the run")} announces ${announced} and calls ${done} instead, without a reason`,
    agent: step.agent,
    steps: [step.index, ...(call === undefined ? [] : [call.step.index])],
    quotes: quotesOf(quoteWords(step, words) ?? quoteStart(step), ...quoted),
  };
}
