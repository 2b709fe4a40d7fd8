import { type Agent, CAPABILITY_FLAGS, type CapabilityFlag, type Run } from "../../core/run.ts";
import { note } from "../guard/mark.ts";
import type { Ledger, OpenItem } from "./open-items.ts";
import type { Scrubber } from "./scrub.ts";
import { type StepLines, stepName } from "./step-lines.ts";
import { visibleText, wholeCharacters } from "./visible-text.ts";

/** How much of the texts that stand beside the steps a header repeats, in UTF-16 units. */
export interface HeaderRoom {
  /** Of one role, and of all together. */
  readonly role: number;
  readonly roles: number;
  readonly task: number;
}
export const WHOLE_HEADER: HeaderRoom = { role: 1600, roles: 6000, task: 2400 };
export const SHORT_HEADER: HeaderRoom = { role: 240, roles: 1600, task: 1200 };
const LEAST_OF_ROLE = 60;

const MOST_AGENTS = 40;
const MOST_TOOLS = 40;
const MOST_CONSTRAINTS = 12;
const MOST_OPEN = 16;

const NOT_RECORDED: Record<CapabilityFlag, string | null> = {
  recipients: "for whom a message was",
  times: null,
  tokens: null,
  reasoning: "what agents thought without saying it",
  toolCalls: "calls of tools",
  toolResults: "results of tools",
  declaredTools: "which tools agents had",
  roles: "the roles of agents",
  task: "the task",
  endReason: "how the run ended",
};

const ENDS: Record<Run["endReason"], string> = {
  completed: "the team ended it, or it ran to its regular end",
  limit: "a limit of turns, steps, tokens or time ended it",
  error: "an exception ended it",
  stopped: "it was stopped by a person or a guard",
  waiting: "it waits for a person",
  truncated: "the record breaks off",
  unknown: "not recorded",
};

/** What is shown of a run beside its steps. */
export interface HeaderParts {
  readonly run: Run;
  readonly lines: StepLines;
  readonly scrubber: Scrubber;
  readonly mark: string;
  readonly room: HeaderRoom;
  /** Agents whose roles are shown; null: all. */
  readonly agents: ReadonlySet<string> | null;
  /** The step that states the task is shown, so the header need not. */
  readonly hasTask: boolean;
  /** One sentence on which part of the run is shown; null: all of it. */
  readonly part: string | null;
  readonly ledger: Ledger | null;
  /** With a ledger: what is open before this step is listed. */
  readonly before: number;
}

/** The header of a record: who takes part, what is asked, how it ended, and what a reader of a part must know. */
export function headerOf(parts: HeaderParts): string {
  const { run, lines, scrubber, mark, room, part } = parts;
  const out: string[] = [];
  const steps = run.steps.length;
  const withRole = run.agents.filter(({ role }) => role !== null).length;
  const roleRoom = Math.max(
    LEAST_OF_ROLE,
    Math.min(room.role, Math.floor(room.roles / Math.max(1, withRole))),
  );
  out.push(
    note(
      mark,
      `a run of ${count(run.agents.length, "agent")} in ${count(steps, "step")}; ${part ?? "all of it is shown"}`,
    ),
  );
  out.push(`end of the run: ${ENDS[run.endReason]}`);
  if (run.endDetail !== null) out.push(`in the framework's words: ${clip(scrubber, run.endDetail, 160)}`);
  const missing = CAPABILITY_FLAGS.filter((flag) => !run.capabilities[flag]).flatMap(
    (flag) => NOT_RECORDED[flag] ?? [],
  );
  if (run.capabilities.content === "partial") missing.push("all texts of messages");
  if (missing.length > 0) out.push(`not recorded by the source: ${missing.join(", ")}`);
  out.push("agents:", ...run.agents.slice(0, MOST_AGENTS).map((agent) => agentLine(agent, parts)));
  if (run.agents.length > MOST_AGENTS) out.push(note(mark, `${run.agents.length - MOST_AGENTS} more agents`));
  if (!parts.hasTask && run.task !== null) out.push(`task: ${clip(scrubber, run.task, room.task)}`);
  if (parts.ledger !== null) out.push(...ledgerLines(parts.ledger, parts));
  return out.join("\n");

  function agentLine({ id, kind, role, tools }: Agent, { agents }: HeaderParts): string {
    const what = kind === "llm" ? "" : ` (${kind})`;
    const duty =
      role === null || (agents !== null && !agents.has(id)) ? "" : `: ${clip(scrubber, role, roleRoom)}`;
    const names = tools?.slice(0, MOST_TOOLS).map((tool) => lines.name(tool)) ?? [];
    const list = tools === null ? "" : names.length === 0 ? " | no tools" : ` | tools: ${names.join(", ")}`;
    return `- ${lines.agent(id)}${what}${duty}${list}`;
  }
}

function ledgerLines({ constraints, items }: Ledger, { scrubber, before }: HeaderParts): string[] {
  const out: string[] = [];
  if (constraints.length > 0) {
    out.push("laid down by the task:");
    for (const words of constraints.slice(0, MOST_CONSTRAINTS)) out.push(`- ${scrubber.scrub(words)}`);
  }
  const open = items.filter(({ step, until }) => step < before && (until === null || until >= before));
  if (open.length > 0) {
    out.push("open at the start of this part:");
    for (const item of open.slice(-MOST_OPEN)) out.push(openLine(item, scrubber));
  }
  return out;
}

/** `- s012 coder asks tester: …`. */
export function openLine({ step, words }: OpenItem, scrubber: Scrubber): string {
  return `- ${stepName(step)} ${scrubber.scrub(words)}`;
}

function clip(scrubber: Scrubber, text: string, most: number): string {
  const seen = visibleText(scrubber.scrub(text)).trim();
  if (seen.length <= most) return seen;
  return `${wholeCharacters(seen, most)} […]`;
}

function count(n: number, noun: string): string {
  return n === 1 ? `one ${noun}` : `${n} ${noun}s`;
}
