import type { Agent, Run, Step } from "../core/run.ts";
import type { PreparedRun } from "./prepared-run.ts";

/** Who a message is meant for and who can read it, as far as the trace tells. */
export interface Audience {
  /**
   * The one agent that a message is meant for: called by name at its beginning, else its only recipient, else the
   * other of two speakers. null where it goes to everybody, to a person, or nobody knows.
   */
  addresseeOf(step: Step): string | null;
  /** Whether the agent may have read the step: it wrote it, is named as a recipient, or nobody is. */
  mayHaveRead(agent: string, step: Step): boolean;
}

const LEAST_NAME = 3;
const MOST_NAMES = 60;
/** A message calls its addressee within its first characters. */
const OPENING = 80;
const SPECIAL = /[.*+?^${}()|[\]\\]/g;

/** Asked for by `prepared.of(audienceOf)`. */
export function audienceOf(run: Run, prepared: PreparedRun): Audience {
  const speakers = new Set<string>();
  for (const step of run.steps) {
    if (step.agent !== null && step.kind === "message") speakers.add(step.agent);
  }
  const pair = speakers.size === 2 ? [...speakers] : null;
  const vocative = vocativeOf(run.agents.filter(({ id }) => speakers.has(id)));
  const addressees = new Map<Step, string | null>();
  const addresseeOf = (step: Step): string | null => {
    const called = vocative(step.text);
    if (called !== null && called !== step.agent) return called;
    const [only, ...others] = step.to;
    if (only !== undefined) return others.length > 0 || only === step.agent ? null : only;
    if (pair === null || step.agent === null || run.capabilities.recipients) return null;
    return pair.find((agent) => agent !== step.agent) ?? null;
  };
  return {
    addresseeOf(step) {
      const known = addressees.get(step);
      if (known !== undefined) return known;
      const addressee = addresseeOf(step);
      addressees.set(step, addressee);
      return addressee;
    },
    mayHaveRead(agent, step) {
      if (step.agent === agent || step.to.includes(agent)) return true;
      if (step.kind === "thought") return false;
      return step.to.length === 0 || step.to.every((name) => prepared.agents.get(name)?.kind === "manager");
    },
  };
}

/** Finds the agent that a text calls at its beginning: "@name", "name,", "name:", "To name:". */
function vocativeOf(agents: readonly Agent[]): (text: string) => string | null {
  const byName = new Map<string, string>();
  for (const { id, name } of agents.slice(0, MOST_NAMES)) {
    if (name.length < LEAST_NAME) continue;
    byName.set(name.toLowerCase(), id);
    byName.set(name.replace(/[_-]+/g, " ").toLowerCase(), id);
  }
  if (byName.size === 0) return () => null;
  const reach = Math.max(...[...byName.keys()].map(({ length }) => length)) + MOST_BESIDE_NAME;
  let mention: RegExp | null = null;
  return (text) => {
    const opening = text.slice(0, OPENING);
    for (const end of marksIn(opening.slice(0, reach))) {
      const called = calledBefore(opening.slice(0, end), byName);
      if (called !== undefined) return called;
    }
    if (!opening.includes("@")) return null;
    mention ??= mentionOf([...byName.keys()]);
    return byName.get(mention.exec(opening)?.[1]?.toLowerCase() ?? "") ?? null;
  };
}

const MOST_MARKS = 3;
/** Signs, greeting and white space around a name. */
const MOST_BESIDE_NAME = 20;

/** Where the first commas and colons stand: a name may hold one itself. */
function marksIn(opening: string): number[] {
  const marks: number[] = [];
  for (let at = 0; at < opening.length && marks.length < MOST_MARKS; at++) {
    const unit = opening.charCodeAt(at);
    if (unit === COMMA || unit === COLON) marks.push(at);
  }
  return marks;
}

const COMMA = 44;
const COLON = 58;
const SIGNS_BEFORE = /^[\s*#>"-]{1,8}/;
const GREETING = /^(?:hi|hello|hey|ok|okay|thanks|dear|to) /;
const SIGNS_AFTER = /\*{0,2}\s?$/;

function calledBefore(words: string, byName: ReadonlyMap<string, string>): string | undefined {
  const plain = words.replace(SIGNS_BEFORE, "").replace(SIGNS_AFTER, "").toLowerCase();
  const name = plain.replace(GREETING, "");
  return byName.get(plain) ?? byName.get(name.startsWith("@") ? name.slice(1) : name);
}

function mentionOf(names: readonly string[]): RegExp {
  const any = [...names]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(SPECIAL, "\\$&"))
    .join("|");
  return new RegExp(String.raw`(?:^|\s)@(${any})\b`, "i");
}
