import type { Agent, Step } from "../../../core/run.ts";
import type { RunBuilder, StepInput } from "../../run-builder.ts";
import { Retries } from "../retries.ts";
import { coworkerKey } from "../tools.ts";
import type { CrewEvent } from "./event.ts";
import type { Execution, TaskInfo } from "./executions.ts";

type Input = Omit<StepInput, "locator">;

const NOBODY_KNOWN = "unknown agent";

/** Puts steps into a run: with the agent, task and time of their event, and as retries where they are. */
export class StepSink {
  readonly builder: RunBuilder;
  private readonly retries = new Retries();
  private readonly idByRole = new Map<string, string>();
  private readonly agentIdByRole = new Map<string, string>();
  private lastError = "";

  constructor(builder: RunBuilder) {
    this.builder = builder;
  }

  /** The id of the agent with this role; roles are the agents of a crew. */
  agent(role: string, known: Partial<Omit<Agent, "name" | "id">> = {}): string {
    const name = role.trim() || NOBODY_KNOWN;
    this.idByRole.set(coworkerKey(name), name);
    return this.builder.agent(name, known);
  }

  /** The agent with a role as a model wrote it in a delegation; null where nobody has it. */
  coworker(role: string): string | null {
    return this.idByRole.get(coworkerKey(role)) ?? null;
  }

  agentOf(
    event: CrewEvent,
    execution: Execution | null,
    known: Partial<Omit<Agent, "name" | "id">> = {},
  ): string {
    const role = event.role ?? execution?.role ?? null;
    if (role === null) {
      this.builder.infer("an event carries no role and belongs to no execution that has one: unknown agent");
    } else if (event.role === null) {
      this.builder.infer("where an event carries no role, the role of its execution's other events is taken");
    }
    if (role !== null && event.agentId !== null) this.noteSharedRole(role, event.agentId);
    return this.agent(role ?? NOBODY_KNOWN, known);
  }

  /** A step of an agent at work. */
  step(event: CrewEvent, execution: Execution | null, input: Input): Step {
    const agent = this.agentOf(event, execution);
    const step = this.plain(event, execution?.task ?? null, { agent, ...input });
    if (execution !== null) this.retries.add(execution, step);
    return step;
  }

  /** A step of nobody in particular, or of an agent that is known already. */
  plain(event: CrewEvent, task: TaskInfo | null, input: Input): Step {
    const phase = task === null ? {} : { phase: task.phase };
    return this.builder.step({ at: event.at, locator: event.locator, ...phase, ...input });
  }

  /** An error; the same error is reported again by the flow, the agent, the task and the crew around it. */
  error(event: CrewEvent, execution: Execution | null, text: string, isFirst: boolean): void {
    const known = this.lastError.includes(text) || (this.lastError !== "" && text.includes(this.lastError));
    if (text === "" || (!isFirst && known)) return;
    this.lastError = text;
    if (execution === null) this.plain(event, null, { kind: "error", text });
    else this.step(event, execution, { kind: "error", text });
  }

  private noteSharedRole(role: string, agentId: string): void {
    const known = this.agentIdByRole.get(role);
    if (known === undefined) this.agentIdByRole.set(role, agentId);
    else if (known !== agentId && !isFrameworkAgent(role)) {
      this.builder.infer(`agents with the same role "${role.trim()}" are taken for one`);
    }
  }
}

/** CrewAI makes a new one for each check. */
function isFrameworkAgent(role: string): boolean {
  return role === "Guardrail Agent";
}
