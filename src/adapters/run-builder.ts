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

  /** Appends a step; returns it, so that later records (a usage line, a result) can complete it. */
  step(input: StepInput): Step {
    const step: Step = {
      agent: null,
      to: [],
      text: "",
      at: null,
      tokens: null,
      ...input,
      index: this.draftRun.steps.length,
    };
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
