import type { Json, Step } from "../core/run.ts";
import { codeBlocks } from "./actions.ts";
import { normaliseText } from "./normalise-text.ts";
import type { PreparedRun } from "./prepared-run.ts";
import { effectOfName } from "./tool-effects.ts";

/** A piece of work that an agent hands in: a file that it writes, code in a message, or a text. */
export interface Work {
  readonly step: Step;
  readonly agent: string;
  readonly kind: "file" | "code" | "text";
  /** Path of a file; "" for the others. */
  readonly name: string;
  readonly content: string;
}

const PATH_KEYS = ["path", "file_path", "filepath", "filename", "file_name", "file"];
const CONTENT_KEYS = ["content", "contents", "text", "code", "file_text", "body", "data"];
/** A shorter message is a remark and no work. */
const LEAST_WORK = 24;
const MOST_COMPARED = 20_000;
const LEAST_CODE = 40;

/** What a step hands in; null where it is no work of an agent. */
export function workOf(step: Step, prepared: PreparedRun): Work | null {
  const { agent } = step;
  if (agent === null) return null;
  if (step.kind === "tool-call") {
    if (step.executed === false || effectOfName(step.tool ?? "") !== "change") return null;
    const content = stringAt(step.args, CONTENT_KEYS);
    return content === null
      ? null
      : { step, agent, kind: "file", name: stringAt(step.args, PATH_KEYS) ?? "", content };
  }
  if (!prepared.isOwnWords(step) || step.text.length < LEAST_WORK) return null;
  if (step.text.includes("```")) {
    const code = codeBlocks(step.text)
      .map((block) => block.code)
      .join("\n");
    if (code.length >= LEAST_CODE) return { step, agent, kind: "code", name: "", content: code };
  }
  return { step, agent, kind: "text", name: "", content: step.text };
}

/** How like two works are as versions of one: 1 = the same but for white space, letter case and times, 0 = another. */
export function likeness(before: Work, after: Work): number {
  if (before.kind !== after.kind || before.name !== after.name) return 0;
  if (before.content === after.content) return 1;
  const [shorter, longer] = [before.content.length, after.content.length].sort((a, b) => a - b) as [
    number,
    number,
  ];
  if (shorter < longer / 3) return 0;
  const one = normaliseText(before.content.slice(0, MOST_COMPARED));
  const other = normaliseText(after.content.slice(0, MOST_COMPARED));
  if (one === other && longer <= MOST_COMPARED) return 1;
  return pairsInCommon(one.split(" "), other.split(" "));
}

/** Share of the pairs of neighbouring words that two texts have in common (Dice), 0–1. */
function pairsInCommon(one: readonly string[], other: readonly string[]): number {
  const pairs = new Set<string>();
  for (let at = 1; at < one.length; at++) pairs.add(`${one[at - 1]} ${one[at]}`);
  const others = new Set<string>();
  for (let at = 1; at < other.length; at++) others.add(`${other[at - 1]} ${other[at]}`);
  let common = 0;
  for (const pair of others) if (pairs.has(pair)) common++;
  return (2 * common) / Math.max(1, pairs.size + others.size);
}

function stringAt(args: Json | undefined, keys: readonly string[]): string | null {
  if (args === null || args === undefined || typeof args !== "object" || Array.isArray(args)) return null;
  for (const key of keys) {
    const value = Object.hasOwn(args, key) ? args[key] : undefined;
    if (typeof value === "string") return value;
  }
  return null;
}
