import type { CrewEvent } from "./event.ts";

/** Closing types by the type that they close. */
const CLOSED_BY: ReadonlyMap<string, readonly string[]> = new Map([
  ["crew_kickoff_started", ["crew_kickoff_completed", "crew_kickoff_failed"]],
  ["flow_started", ["flow_finished"]],
  ["method_execution_started", ["method_execution_finished", "method_execution_failed"]],
  ["task_started", ["task_completed", "task_failed"]],
  ["agent_execution_started", ["agent_execution_completed", "agent_execution_error"]],
  ["lite_agent_execution_started", ["lite_agent_execution_completed", "lite_agent_execution_error"]],
  ["tool_usage_started", ["tool_usage_finished", "tool_usage_error"]],
  ["llm_guardrail_started", ["llm_guardrail_completed"]],
]);
const CLOSES = new Map([...CLOSED_BY].flatMap(([start, ends]) => ends.map((end) => [end, start] as const)));

/** Which open scope a starting event belongs to: the innermost of these types, else it is at the top. */
const INSIDE: ReadonlyMap<string, readonly string[]> = new Map([
  ["crew_kickoff_started", ["method_execution_started", "tool_usage_started"]],
  ["flow_started", ["method_execution_started", "tool_usage_started"]],
  ["method_execution_started", ["flow_started"]],
  ["task_started", ["crew_kickoff_started"]],
  ["agent_execution_started", ["task_started", "tool_usage_started"]],
  [
    "lite_agent_execution_started",
    ["method_execution_started", "tool_usage_started", "llm_guardrail_started"],
  ],
  ["llm_guardrail_started", ["task_started", "lite_agent_execution_started"]],
]);
const AGENTS = ["agent_execution_started", "lite_agent_execution_started"];
const OF_AN_AGENT = /^(?:llm_call_|llm_stream|tool_|agent_)/;

interface Scope {
  event: CrewEvent;
  around: Scope | null;
}

/**
 * Gives the events of crewai before 1.9, which have neither ids nor parents, the ones that later versions write. There
 * the bus calls its listeners at once, so the file is in order, and what is open says where an event belongs; the role
 * tells agents apart that work at the same time.
 */
export class LegacyScopes {
  private open: Scope[] = [];
  private latest: CrewEvent | null = null;
  private count = 0;

  /** The event with its ids; null where it says what the one before it said, or starts a task that is open already. */
  place(event: CrewEvent): CrewEvent | null {
    if (this.isDoubled(event)) return null;
    this.latest = event;
    event.id = `event:${this.count++}`;
    event.sequence = this.count;
    const inner = INSIDE.get(event.type);
    const starts = CLOSES.get(event.type);
    if (event.type === "task_started" && this.restartsTask(event)) return null;
    if (starts !== undefined) this.close(event, starts);
    else if (inner !== undefined) this.start(event, this.innermost(inner));
    else this.inside(event);
    if (!event.type.startsWith("task_")) event.taskId = null;
    return event;
  }

  /** The bus of these versions calls listeners of base classes too: who listens to all classes writes events twice. */
  private isDoubled(event: CrewEvent): boolean {
    const { latest } = this;
    if (latest === null || event.order === "") return false;
    return (
      event.type === latest.type &&
      event.order === latest.order &&
      event.role === latest.role &&
      event.fingerprint === latest.fingerprint
    );
  }

  private start(event: CrewEvent, around: Scope | null): void {
    if (around === null) this.open = [];
    event.parentId = around?.event.id ?? null;
    if (event.type === "task_started") event.taskId = event.id;
    this.open.push({ event, around });
  }

  /** A guardrail that says no makes the crew start the task over: the same task goes on. */
  private restartsTask(event: CrewEvent): boolean {
    if (event.fingerprint === null) return false;
    const scope = this.open.findLast(
      (other) => other.event.type === "task_started" && other.event.fingerprint === event.fingerprint,
    );
    if (scope === undefined) return false;
    this.open = this.open.filter((other) => other === scope || !isWithin(other, scope));
    return true;
  }

  private close(event: CrewEvent, starts: string): void {
    const scope = this.closing(event, starts);
    if (scope === null) {
      this.inside(event);
      return;
    }
    event.startedId = scope.event.id;
    event.parentId = scope.around?.event.id ?? null;
    if (starts === "task_started") event.taskId = scope.event.id;
    this.open = this.open.filter((other) => !isWithin(other, scope));
  }

  private closing(event: CrewEvent, starts: string): Scope | null {
    const ofType = this.open.filter((scope) => scope.event.type === starts);
    if (starts === "task_started" && event.fingerprint !== null) {
      const own = ofType.findLast((scope) => scope.event.fingerprint === event.fingerprint);
      if (own !== undefined) return own;
    }
    if (event.role === null) return ofType.at(-1) ?? null;
    return ofType.findLast((scope) => scope.event.role === event.role) ?? ofType.at(-1) ?? null;
  }

  /** An event that neither opens nor closes anything, and a tool call: inside the agent at work. */
  private inside(event: CrewEvent): void {
    const scope = OF_AN_AGENT.test(event.type) ? this.agentAtWork(event) : (this.open.at(-1) ?? null);
    event.parentId = scope?.event.id ?? null;
    if (event.type === "tool_usage_started") this.open.push({ event, around: scope });
    if (scope === null || event.role === null) return;
    scope.event.role ??= event.role;
    const { around } = scope;
    if (around?.event.type === "task_started") around.event.taskName ??= event.taskName;
  }

  private agentAtWork(event: CrewEvent): Scope | null {
    const agents = this.open.filter((scope) => AGENTS.includes(scope.event.type));
    const own = agents.findLast(
      ({ event: { role } }) => role === null || event.role === null || role === event.role,
    );
    return own ?? agents.at(-1) ?? this.open.at(-1) ?? null;
  }

  private innermost(types: readonly string[]): Scope | null {
    return this.open.findLast((scope) => types.includes(scope.event.type)) ?? null;
  }
}

function isWithin(scope: Scope, outer: Scope): boolean {
  for (let at: Scope | null = scope; at !== null; at = at.around) if (at === outer) return true;
  return false;
}
