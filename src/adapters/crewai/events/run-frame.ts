import type { EndReason } from "../../../core/run.ts";
import type { RunBuilder } from "../../run-builder.ts";
import { nameManager } from "../manager.ts";
import { isTimeLimit } from "../texts.ts";
import type { CrewEvent } from "./event.ts";
import type { ExecutionIndex } from "./executions.ts";
import type { Kickoff } from "./kickoffs.ts";

export interface Seen {
  /** The last answer was forced by the iteration limit. */
  forced: boolean;
  sawModels: boolean;
  sawTools: boolean;
  react: boolean;
  tokens: boolean;
  roles: boolean;
}

/** Everything of a run but its steps: end, times, capabilities, kinds of agents. */
export function describeRun(builder: RunBuilder, kickoff: Kickoff, index: ExecutionIndex, seen: Seen): void {
  const run = builder.draftRun;
  const calls = seen.sawModels || seen.sawTools;
  Object.assign(run.capabilities, {
    recipients: index.tasks.length > 0 && messagesHaveRecipients(builder),
    times: true,
    tokens: seen.tokens,
    reasoning: seen.react,
    toolCalls: calls,
    toolResults: calls,
    declaredTools: run.agents.some((agent) => agent.tools !== null),
    roles: seen.roles,
    task: run.task !== null,
    endReason: true,
    content: seen.sawModels ? "full" : "partial",
  });
  run.startedAt = kickoff.events[0]?.at ?? null;
  run.endedAt = kickoff.events.at(-1)?.at ?? null;
  describeEnd(builder, kickoff, seen.forced);
  nameManager(builder, onlyRole(index));
  if (kickoff.root === null)
    builder.infer("the beginning is missing; what stands before every kickoff is one run");
  if (kickoff.placed > 0) {
    builder.infer("events whose parents the dump leaves out were placed by their task and time");
  }
  if (!seen.sawModels) {
    builder.infer("the dump has no model events; answers are taken from the events of agents and tasks");
  }
}

const ENDS: Readonly<Record<string, EndReason>> = {
  crew_kickoff_completed: "completed",
  crew_kickoff_failed: "error",
  flow_finished: "completed",
  flow_failed: "error",
  flow_paused: "waiting",
  lite_agent_execution_completed: "completed",
  lite_agent_execution_error: "error",
};

function describeEnd(builder: RunBuilder, { root, events }: Kickoff, forced: boolean): void {
  const run = builder.draftRun;
  const end = events.findLast((event) => Object.hasOwn(ENDS, event.type) && closes(event, root));
  if (end === undefined) {
    run.endReason = "truncated";
    run.endDetail = "no event tells how the kickoff ended";
    return;
  }
  const error = typeof end.body["error"] === "string" ? end.body["error"] : null;
  run.endReason = ENDS[end.type] ?? "unknown";
  run.endDetail = error ?? end.type;
  if (error !== null && isTimeLimit(error)) run.endReason = "limit";
  if (run.endReason === "completed" && forced) {
    run.endReason = "limit";
    run.endDetail = `${end.type} after a final answer that max_iter forced`;
  }
  if (run.endReason === "error") {
    run.outcome = "failed";
    run.outcomeSource = end.type;
  }
}

/** An end event is the kickoff's own where it is of the root's kind and no other one stands around it. */
function closes(event: CrewEvent, root: CrewEvent | null): boolean {
  if (root === null) return event.parentId === null;
  if (event.startedId === root.id || event.parentId === null) return true;
  return event.type === "crew_kickoff_failed" && event.parentId === root.id;
}

/** All messages of agents but the last answer and those that a retry replaced are addressed to somebody. */
function messagesHaveRecipients(builder: RunBuilder): boolean {
  const { steps } = builder;
  const replaced = new Set(steps.map((step) => step.retryOf));
  const messages = steps.filter((step) => step.kind === "message" && step.agent !== null);
  return messages.every((step) => step.to.length > 0 || step === messages.at(-1) || replaced.has(step.index));
}

/** The role that was given every task, where there is one; a manager's coworkers have no task of their own. */
function onlyRole({ tasks }: ExecutionIndex): string | null {
  const [role] = tasks[0]?.roles ?? [];
  const isOnly = role !== undefined && tasks.every((task) => task.roles.every((other) => other === role));
  return isOnly ? role.trim() : null;
}
