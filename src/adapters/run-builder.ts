import type { Agent, Capabilities, Step } from "../core/run.ts";
import type { RunDraft } from "./adapter.ts";

/** All flags false, content full: an adapter turns on what its format carries. */
export const NO_CAPABILITIES: Capabilities = {
  recipients: false,
  times: false,
  tokens: false,
  reasoning: false,
  toolCalls: false,
  toolResults: false,
  declaredTools: false,
  roles: false,
  task: false,
  endReason: false,
  content: "full",
};

export type StepInput = Partial<Omit<Step, "index">> & Pick<Step, "kind" | "locator">;

export interface RunInit {
  framework: string;
  format: string;
  capabilities: Partial<Capabilities>;
  nativeKey?: string | null;
  locator?: string;
}

/** Collects one run step by step, so that each adapter says only what its format means. */
export class RunBuilder {
  readonly draftRun: RunDraft;
  private readonly agentsById = new Map<string, Agent>();
  private readonly lossesByCode = new Map<string, RunDraft["losses"][number]>();

  constructor(init: RunInit) {
    this.draftRun = {
      framework: init.framework,
      format: init.format,
      nativeKey: init.nativeKey ?? null,
      locator: init.locator ?? "",
      task: null,
      startedAt: null,
      endedAt: null,
      models: [],
      tags: {},
      agents: [],
      steps: [],
      outcome: "unknown",
      outcomeSource: null,
      endReason: "unknown",
      endDetail: null,
      capabilities: { ...NO_CAPABILITIES, ...init.capabilities },
      inferred: [],
      losses: [],
    };
  }

  get steps(): Step[] {
    return this.draftRun.steps;
  }

  /** Registers the agent or completes what is known of it (a known value is never overwritten); returns its id. */
  agent(name: string, known: Partial<Omit<Agent, "name">> = {}): string {
    const id = known.id ?? name;
    const agent = this.agentsById.get(id);
    if (agent === undefined) {
      const created: Agent = { id, name, kind: "llm", role: null, model: null, tools: null, ...known };
      this.agentsById.set(id, created);
      this.draftRun.agents.push(created);
      return id;
    }
    if (known.kind !== undefined && agent.kind === "llm") agent.kind = known.kind;
    agent.role ??= known.role ?? null;
    agent.model ??= known.model ?? null;
    agent.tools ??= known.tools ?? null;
    return id;
  }

  /**
   * Appends a step; returns it, so that later records (a usage line, a result) can complete it. What an input shares with
   * others is spread last, not first: `{ kind, text, ...place }` (docs/adr/0281).
   */
  step(input: StepInput): Step {
    const step = completeStep(input, this.draftRun.steps.length);
    this.draftRun.steps.push(step);
    return step;
  }

  model(name: string | null | undefined): void {
    if (name && !this.draftRun.models.includes(name)) this.draftRun.models.push(name);
  }

  infer(sentence: string): void {
    if (!this.draftRun.inferred.includes(sentence)) this.draftRun.inferred.push(sentence);
  }

  lose(code: string, detail: string, count = 1): void {
    const known = this.lossesByCode.get(code);
    if (known !== undefined) {
      known.count += count;
      return;
    }
    const loss = { code, detail, count };
    this.lossesByCode.set(code, loss);
    this.draftRun.losses.push(loss);
  }

  /** The finished draft. Agents that authored nothing stay out unless they were declared with a role or tools. */
  draft(): RunDraft {
    return this.draftRun;
  }
}

/**
 * Field by field and always in this order, so that the steps of all formats have few layouts in memory: all code that
 * comes after is a good deal faster on few of them than on one for each order of an adapter's fields.
 */
function completeStep(input: StepInput, index: number): Step {
  const step: Step = {
    index,
    kind: input.kind,
    agent: input.agent ?? null,
    to: input.to ?? [],
    text: input.text ?? "",
    at: input.at ?? null,
    tokens: input.tokens ?? null,
    locator: input.locator,
  };
  if (input.callId !== undefined) step.callId = input.callId;
  if (input.tool !== undefined) step.tool = input.tool;
  if (input.args !== undefined) step.args = input.args;
  if (input.ok !== undefined) step.ok = input.ok;
  if (input.executed !== undefined) step.executed = input.executed;
  if (input.canned !== undefined) step.canned = input.canned;
  if (input.retryOf !== undefined) step.retryOf = input.retryOf;
  if (input.phase !== undefined) step.phase = input.phase;
  if (input.marker !== undefined) step.marker = input.marker;
  return step;
}
