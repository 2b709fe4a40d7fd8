import { PhaseLabels } from "../phases.ts";
import { taskMessage, taskOfPrompt } from "../texts.ts";
import type { CrewEvent } from "./event.ts";
import type { Kickoff } from "./kickoffs.ts";

/** A task of the crew. */
export interface TaskInfo {
  phase: string;
  /** What the crew's author asked for; the label where the dump does not carry more. */
  text: string;
  locator: string;
  /** Roles of the agents that the crew itself gave the task to. */
  roles: string[];
}

/** One time that an agent was set to work: on a task, for a coworker, by a guardrail or on its own. */
export interface Execution {
  id: string;
  role: string | null;
  task: TaskInfo | null;
  /** The delegation call that it answers, as the id of its `tool_usage_started`. */
  delegation: string | null;
  /** The execution that this one repeats because the framework started over. */
  retries: Execution | null;
}

const OF_AN_AGENT = /^(?:llm_call_|tool_usage_|agent_logs_execution)/;

/** Reads the frame of a kickoff: which executions there were, by whom, on which task. */
export class ExecutionIndex {
  readonly tasks: TaskInfo[] = [];
  private readonly byId = new Map<string, CrewEvent>();
  private readonly byScope = new Map<string, Execution>();
  private readonly taskById = new Map<string, TaskInfo>();
  private readonly lastByPlace = new Map<string, Execution>();
  private readonly latestOnTask = new Map<string, Execution>();
  private readonly delegated = new Map<string, Execution>();
  private readonly parentsOfAgents = new Set<string>();
  private readonly labels = new PhaseLabels();

  constructor(kickoff: Kickoff) {
    for (const event of kickoff.events) this.byId.set(event.id, event);
    for (const event of kickoff.events) this.readTask(event);
    for (const event of kickoff.events) this.readExecution(event);
    for (const [id, task] of this.taskById) {
      task.phase ||= this.labels.of(id, null, "");
      task.text ||= task.phase;
    }
    for (const execution of this.byScope.values()) {
      const { task, role, delegation } = execution;
      if (task !== null && role !== null && delegation === null && !task.roles.includes(role))
        task.roles.push(role);
    }
  }

  /** The task that a `task_*` event is about. */
  taskOf(event: CrewEvent): TaskInfo | null {
    return event.taskId === null ? null : (this.taskById.get(event.taskId) ?? null);
  }

  /** The execution in which an event happened; null for those of crews, flows and tasks. */
  executionOf(event: CrewEvent): Execution | null {
    const closed = event.startedId === null ? undefined : this.byScope.get(event.startedId);
    return this.byScope.get(event.id) ?? closed ?? this.enclosing(event);
  }

  /** The role that a delegation call set to work, where the dump shows it. */
  coworkerOf(call: string): string | null {
    return this.delegated.get(call)?.role ?? null;
  }

  isGuardrail(id: string | null): boolean {
    return id !== null && this.byId.get(id)?.type === "llm_guardrail_started";
  }

  /** Whether an agent was set to work inside this event (a guardrail that is an agent). */
  hasAgentUnder(id: string): boolean {
    return this.parentsOfAgents.has(id);
  }

  private readTask(event: CrewEvent): void {
    if (event.type.startsWith("task_") && event.taskId !== null) {
      const { body } = event;
      const description = typeof body["description"] === "string" ? body["description"] : null;
      const expected = typeof body["expected"] === "string" ? body["expected"] : null;
      this.describe(event.taskId, event, description, expected);
      return;
    }
    if (event.type !== "agent_execution_started") return;
    const parent = event.parentId === null ? undefined : this.byId.get(event.parentId);
    const prompt = event.body["task_prompt"];
    if (parent?.type !== "task_started" || parent.taskId === null || typeof prompt !== "string") return;
    const { description, expected } = taskOfPrompt(prompt);
    this.describe(parent.taskId, event, description, expected);
  }

  /** The first full description counts: a retry's prompt has its reason added. */
  private describe(id: string, event: CrewEvent, description: string | null, expected: string | null): void {
    let task = this.taskById.get(id);
    if (task === undefined) {
      task = { phase: "", text: "", locator: event.locator, roles: [] };
      this.taskById.set(id, task);
      this.tasks.push(task);
    }
    if (event.taskName !== null || description !== null)
      task.phase ||= this.labels.of(id, event.taskName, description ?? "");
    const text = taskMessage(description ?? "", expected);
    if (task.text === "" || (text.length > task.text.length && text.startsWith(task.text))) {
      task.text = text;
      task.locator = event.locator;
    }
  }

  private readExecution(event: CrewEvent): void {
    if (event.type === "agent_execution_started" || event.type === "lite_agent_execution_started") {
      const role = event.body["agentRole"];
      this.open(event.id, event, typeof role === "string" ? role : null);
    } else if (event.type === "flow_started" && event.body["flow_name"] === "AgentExecutor") {
      const around = this.enclosing(event);
      if (around !== null) this.byScope.set(event.id, around);
      else this.open(event.id, event, null);
    } else if (OF_AN_AGENT.test(event.type)) {
      let execution = this.enclosing(event);
      if (execution === null && event.parentId !== null) {
        // The dump leaves the inner flow out that stands between: the task's latest execution it is, if shown.
        const latest = event.taskId === null ? undefined : this.latestOnTask.get(event.taskId);
        execution = latest ?? this.open(event.parentId, event, event.role);
        this.byScope.set(event.parentId, execution);
      }
      if (execution !== null) execution.role ??= event.role;
    } else if (event.type === "task_completed") {
      const role = event.body["outputAgent"];
      const last = event.startedId === null ? undefined : this.lastByPlace.get(event.startedId);
      if (last !== undefined && typeof role === "string") last.role ??= role;
    }
  }

  private open(id: string, event: CrewEvent, role: string | null): Execution {
    const parent = event.parentId === null ? undefined : this.byId.get(event.parentId);
    const delegation = parent?.type === "tool_usage_started" ? parent.id : null;
    const around = parent === undefined ? null : this.executionOf(parent);
    const task =
      around?.task ??
      (parent === undefined ? null : this.taskOf(parent)) ??
      (event.taskId === null ? null : (this.taskById.get(event.taskId) ?? null));
    const place = placeOf(event, parent);
    const before = place === null ? undefined : this.lastByPlace.get(place);
    const execution: Execution = { id, role, task, delegation, retries: before ?? null };
    this.byScope.set(id, execution);
    if (parent !== undefined) this.parentsOfAgents.add(parent.id);
    if (delegation !== null) this.delegated.set(delegation, execution);
    if (place !== null) this.lastByPlace.set(place, execution);
    if (
      event.type === "agent_execution_started" &&
      parent?.type === "task_started" &&
      parent.taskId !== null
    ) {
      this.latestOnTask.set(parent.taskId, execution);
    }
    return execution;
  }

  /** The nearest execution above an event. */
  private enclosing(event: CrewEvent): Execution | null {
    const seen = new Set<string>();
    for (let up = event.parentId; up !== null && !seen.has(up); ) {
      seen.add(up);
      const execution = this.byScope.get(up);
      if (execution !== undefined) return execution;
      up = this.byId.get(up)?.parentId ?? null;
    }
    return null;
  }
}

/**
 * Where an execution repeats the one before it: under the same task or the same delegation call. A crew starts each
 * of them once, so a second one there is the framework starting over.
 */
function placeOf(event: CrewEvent, parent: CrewEvent | undefined): string | null {
  if (event.type === "agent_execution_started") {
    const repeats =
      parent === undefined || parent.type === "task_started" || parent.type === "tool_usage_started";
    return repeats ? event.parentId : null;
  }
  return event.type === "lite_agent_execution_started" || event.type === "flow_started" ? null : event.taskId;
}
