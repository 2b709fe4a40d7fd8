import { isObject, stableStringify } from "../../core/json.ts";
import type { Json, Step } from "../../core/run.ts";

/** JSON longer than this is no ledger, and is not parsed to find out. */
const LONGEST_LEDGER = 20_000;

/** What a step says, in short or verbatim. Untrusted text: whoever prints it makes it safe. */
export function wordsOf(step: Step, full: boolean): string {
  if (step.kind === "tool-call") return callWords(step, full);
  if (step.text.trim() === "") return "(empty)";
  return full ? step.text : (ledgerWords(step.text) ?? step.text);
}

function callWords({ args, text }: Step, full: boolean): string {
  if (args === undefined) return text;
  if (full) return stableStringify(args);
  if (typeof args === "string") return args;
  if (!isObject(args)) return stableStringify(args);
  const parts = Object.entries(args).map(([name, value]) => `${name}: ${plainValue(value)}`);
  return parts.length === 0 ? "" : `(${parts.join(", ")})`;
}

function plainValue(value: Json): string {
  return typeof value === "string" ? value : stableStringify(value);
}

/**
 * An orchestrator's ledger in words. Ledgers are JSON objects in which questions have an answer and a reason each; the
 * answers of yes and no and the first reason say what the orchestrator made of the state. Null for all other texts.
 */
function ledgerWords(text: string): string | null {
  const start = text.indexOf("{");
  const end = text.lastIndexOf("}") + 1;
  if (start < 0 || end - start < 20 || end - start > LONGEST_LEDGER) return null;
  if (text.slice(end).replace(/[\s`]/g, "") !== "") return null;
  const entries = parsedEntries(text.slice(start, end)).filter(isAnswered);
  const [first, ...others] = entries;
  if (first === undefined || others.length === 0) return null;
  const before = text.slice(0, start).replace(/`{3,}(?:json)?\s*$/, "");
  const answers = entries.flatMap(([name, { answer }]) => shortAnswer(name, answer));
  return answers.length === 0 ? null : `${before}${answers.join(", ")}: ${first[1].reason}`;
}

interface Answered {
  answer: unknown;
  reason: string;
}

function parsedEntries(json: string): [string, unknown][] {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? Object.entries(value) : [];
  } catch {
    return [];
  }
}

function isAnswered(entry: [string, unknown]): entry is [string, Answered] {
  const value = entry[1];
  return isObject(value) && "answer" in value && typeof value["reason"] === "string";
}

/** Who is next and what for follows as a step of its own; yes and no stand nowhere else. */
function shortAnswer(question: string, answer: unknown): string[] {
  return typeof answer === "boolean" ? [`${question} ${answer ? "yes" : "no"}`] : [];
}
