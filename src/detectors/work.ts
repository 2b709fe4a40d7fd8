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
  const [one, other] = [formOf(before), formOf(after)];
  if (one.text === other.text && longer <= MOST_COMPARED) return 1;
  return sharedBy(one.pairs, other.pairs);
}

/** A work as it is compared: without what differs by chance, and its pairs of neighbouring words. */
interface Form {
  readonly text: string;
  readonly pairs: ReadonlySet<string>;
}

/** A work is compared with each of its versions. */
const FORMS = new WeakMap<Work, Form>();

function formOf(work: Work): Form {
  const known = FORMS.get(work);
  if (known !== undefined) return known;
  const text = normaliseText(work.content.slice(0, MOST_COMPARED));
  const words = text.split(" ");
  const pairs = new Set<string>();
  for (let at = 1; at < words.length; at++) pairs.add(`${words[at - 1]} ${words[at]}`);
  const form = { text, pairs };
  FORMS.set(work, form);
  return form;
}

/** Share of the pairs of neighbouring words that two texts have in common (Dice), 0–1. */
function sharedBy(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let common = 0;
  for (const pair of other) if (one.has(pair)) common++;
  return (2 * common) / Math.max(1, one.size + other.size);
}

function stringAt(args: Json | undefined, keys: readonly string[]): string | null {
  if (args === null || args === undefined || typeof args !== "object" || Array.isArray(args)) return null;
  for (const key of keys) {
    const value = Object.hasOwn(args, key) ? args[key] : undefined;
    if (typeof value === "string") return value;
  }
  return null;
}
