import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import { isObject } from "../../core/json.ts";
import type { Json, Run, Step } from "../../core/run.ts";
import type { Action } from "../actions.ts";
import { asksSomebody } from "../cues/assumptions.ts";
import { defineDetector } from "../detector.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteStart, quotesOf, quoteWords } from "../quote.ts";

const options = z.strictObject({});

/** FM-2.2: a tool says which argument is missing, and the next call has one that stands nowhere. */
export const noClarificationInventedArgument = defineDetector({
  meta: {
    id: "no-clarification/invented-argument",
    mode: "FM-2.2",
    version: 1,
    needs: ["content", "toolCalls", "toolResults"],
    decides: "present",
    options,
    summary:
      "Looks for a call that fails because an argument is missing or ambiguous, followed by the same agent's call of the " +
      "same tool with a value for it that occurs nowhere before in the task, the roles, messages or results, while " +
      "nobody was asked. Arguments that stand for a person or a place in a form that only fills a gap (an address at " +
      "example.com, <your-id>, 555 numbers) count without an error, where the call changes something.",
    blindSpots: [
      "invented arguments of calls that did not fail before",
      "a value picked among several that a tool returned",
      "values from memories or prompts that the trace does not carry are taken for invented",
    ],
  },
  detect(run, prepared) {
    if (run.capabilities.content !== "full") {
      return { findings: [], unknown: "texts are recorded in part: where a value comes from cannot be told" };
    }
    const findings: Finding[] = [];
    const lastOfTool = new Map<string, Action>();
    let checked = 0;
    for (const action of prepared.attempts) {
      const id = `${action.agent}\0${action.tool}`;
      const failed = lastOfTool.get(id);
      lastOfTool.set(id, action);
      if (action.agent === null || !isObject(action.step.args)) continue;
      if (!mayInvent(failed, action) || ++checked > MOST_CHECKED) continue;
      const invented = inventedAfter(failed, action, run) ?? placeholderOf(action, run);
      if (invented !== null) findings.push(findingOf(action, invented, prepared));
    }
    return { findings };
  },
});

/** Calls whose values are looked for in all that came before, per run: the search is linear in the run for each. */
const MOST_CHECKED = 32;

/** Cheap refusal: the call before failed for want of something, or the call changes something. */
function mayInvent(failed: Action | undefined, { effect, step }: Action): boolean {
  if (failed?.failed === true && LACKS.test(failed.result?.text.slice(0, 1000) ?? "")) return true;
  if (effect !== "change" || !isObject(step.args)) return false;
  return Object.values(step.args)
    .slice(0, MOST_ARGUMENTS)
    .some((value) => typeof value === "string" && value.length <= 60 && FILLS_A_GAP.test(value));
}

interface Invented {
  readonly name: string;
  readonly value: string;
  /** The result that asked for it; null for a value that only fills a gap. */
  readonly asked: Step | null;
}

const LACKS =
  /\b(?:missing|required|requires?|must (?:be|have|provide|give)|not (?:given|provided|specified|set)|ambiguous|unspecified|needs? (?:a|an|the)|absent)\b/i;

/** A value for the argument that the failed call before lacked, if it occurs nowhere before and nobody was asked. */
function inventedAfter(failed: Action | undefined, action: Action, run: Run): Invented | null {
  const error = failed?.result ?? null;
  if (failed === undefined || error === null || !failed.failed || !LACKS.test(error.text.slice(0, 1000)))
    return null;
  const before = isObject(failed.step.args) ? failed.step.args : {};
  for (const [name, value] of factsIn(action.step.args)) {
    if (before[name] === value || !names(error.text, name)) continue;
    if (occursBefore(String(value), action.step, run) || wasAsked(run, error, action.step)) continue;
    return { name, value: String(value), asked: error };
  }
  return null;
}

const MOST_ARGUMENTS = 30;

/** Arguments of the top level that hold one fact each: short texts and numbers. */
function factsIn(args: Json | undefined): [string, string | number][] {
  if (!isObject(args)) return [];
  const facts: [string, string | number][] = [];
  for (const [name, value] of Object.entries(args).slice(0, MOST_ARGUMENTS)) {
    if (typeof value === "number" || (typeof value === "string" && isFact(value))) facts.push([name, value]);
  }
  return facts;
}

/** A reference, an address, a figure, a date or a name, and no text or choice of words. */
function isFact(value: string): boolean {
  if (value.length < 3 || value.length > 60 || value.includes("\n")) return false;
  return /\d|@/.test(value) || /^\p{Lu}\p{L}+(?: \p{Lu}\p{L}+){1,2}$/u.test(value);
}

function names(error: string, argument: string): boolean {
  const words = error.slice(0, 1000).toLowerCase();
  const name = argument.toLowerCase();
  return words.includes(name) || words.includes(name.replaceAll("_", " "));
}

/** Whether a value, or all of its parts that could have been put together, stand in anything before a step. */
function occursBefore(value: string, step: Step, run: Run): boolean {
  const parts = value
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part.length > 1);
  const open = new Set(parts.length === 0 ? [value.toLowerCase()] : parts);
  const seen = (text: string): boolean => {
    const lower = text.toLowerCase();
    for (const part of open) if (lower.includes(part)) open.delete(part);
    return open.size === 0;
  };
  if (seen(run.task ?? "") || run.agents.some(({ role }) => role !== null && seen(role))) return true;
  return run.steps
    .slice(0, step.index)
    .some(({ text, args }) => seen(text) || (args !== undefined && seen(JSON.stringify(args))));
}

/** Whether anybody was asked, or a person spoke, between two steps. */
function wasAsked({ steps }: Run, from: Step, to: Step): boolean {
  return steps
    .slice(from.index + 1, to.index)
    .some(
      ({ kind, text, agent }) => kind === "message" && (agent === null || asksSomebody(text.slice(0, 2000))),
    );
}

const FILLS_A_GAP =
  /^(?:<[a-z][^>]{2,40}>|\[[a-z][^\]]{2,40}\]|your[_ -][\w -]{2,30}|[\w.+-]{1,40}@(?:example|email|domain|test)\.(?:com|org|net)|(?:john|jane) doe|(?:\+?1[ -]?)?\(?555\)?[ -]\d{3}[ -]?\d{4}|123 main st\w*.{0,30})$/i;

function placeholderOf({ step, effect, failed, executed }: Action, run: Run): Invented | null {
  if (effect !== "change" || failed || !executed || !isObject(step.args)) return null;
  for (const [name, value] of Object.entries(step.args).slice(0, MOST_ARGUMENTS)) {
    if (typeof value !== "string" || value.length > 60 || !FILLS_A_GAP.test(value)) continue;
    if (!occursBefore(value, step, run)) return { name, value, asked: null };
  }
  return null;
}

function findingOf(
  { step, tool, agent }: Action,
  { name, value, asked }: Invented,
  prepared: PreparedRun,
): Finding {
  const why =
    asked === null
      ? "a value that only fills a gap"
      : `after the result at step ${asked.index} had said that it was missing`;
  return {
    mode: "FM-2.2",
    tier: "medium",
    message: `${prepared.nameOf(agent, "somebody")} calls ${tool} at step ${step.index} with ${name} "${value}", which stands nowhere before: ${why}, and nobody was asked`,
    agent,
    steps: [...(asked === null ? [] : [asked.index]), step.index],
    quotes: quotesOf(asked === null ? null : quoteStart(asked), quoteWords(step, value) ?? quoteStart(step)),
  };
}
