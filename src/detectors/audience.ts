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
  return {
    addresseeOf(step) {
      const called = vocative(step.text);
      if (called !== null && called !== step.agent) return called;
      const [only, ...others] = step.to;
      if (only !== undefined) return others.length > 0 || only === step.agent ? null : only;
      if (pair === null || step.agent === null || run.capabilities.recipients) return null;
      return pair.find((agent) => agent !== step.agent) ?? null;
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
  const names = [...byName.keys()]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(SPECIAL, "\\$&"))
    .join("|");
  const call = new RegExp(
    String.raw`^[\s*#>"-]{0,8}(?:(?:hi|hello|hey|ok|okay|thanks|dear|to) )?@?(${names})\*{0,2}\s?[,:]`,
    "i",
  );
  const at = new RegExp(String.raw`(?:^|\s)@(${names})\b`, "i");
  return (text) => {
    const opening = text.slice(0, OPENING);
    const match = call.exec(opening) ?? (opening.includes("@") ? at.exec(opening) : null);
    return match?.[1] === undefined ? null : (byName.get(match[1].toLowerCase()) ?? null);
  };
}
