import { lowerBound } from "../../core/lower-bound.ts";
import type { Step, Tokens } from "../../core/run.ts";
import type { RunDraft } from "../adapter.ts";
import { ORCHESTRATOR } from "./agentchat-speakers.ts";

/** A call of a model, of which a team's messages carry at most the tokens. */
export interface ModelCall {
  /** The agent that made it; null where the source does not say. */
  agent: string | null;
  model: string | null;
  /** System prompt. */
  system: string | null;
  /** Names of the tools that were offered; null where the source does not say. */
  tools: string[] | null;
  tokens: Tokens | null;
}

/** What is inferred of a manager's calls, which are no agent's own. */
export const MANAGER_TOKENS = "tokens of the manager's model calls are added to the step that follows each";

/** A call and the index of the first step of the run that is not before it. */
export type PlacedCall = ModelCall & { from: number };

/**
 * Completes a run of messages from its model calls. Messages name their agent's tokens, but neither models nor prompts,
 * and nothing of the calls by which a manager chooses the next speaker. The tokens of these, and of agents whose messages
 * name none, go to the step that follows.
 */
export function addModelCalls(draft: RunDraft, calls: readonly PlacedCall[]): void {
  const written = stepsByAgent(draft.steps);
  const counted = new Set(draft.steps.filter(({ tokens }) => tokens !== null).map((step) => step.agent));
  let managed = false;
  let orchestrated = false;
  for (const call of calls) {
    if (call.model !== null && !draft.models.includes(call.model)) draft.models.push(call.model);
    const agent = draft.agents.find(({ name }) => name === call.agent);
    if (agent !== undefined) {
      agent.model ??= call.model;
      agent.tools ??= call.tools;
      agent.role ??= call.system;
    }
    orchestrated ||= call.agent === ORCHESTRATOR;
    const own = written.get(agent?.id ?? null) ?? [];
    // Behind the last step a manager's call has no other place; an agent's call that led to nothing has none.
    const step =
      own[lowerBound(own.length, (index) => (own[index]?.index ?? 0) < call.from)] ??
      (agent === undefined ? own.at(-1) : undefined);
    if (step === undefined || call.tokens === null) continue;
    if (agent !== undefined && counted.has(agent.id)) continue;
    managed ||= agent === undefined;
    const { input, output } = step.tokens ?? { input: 0, output: 0 };
    step.tokens = { input: input + call.tokens.input, output: output + call.tokens.output };
  }
  if (managed) {
    draft.inferred.push(MANAGER_TOKENS);
  }
  if (orchestrated) draft.losses = draft.losses.filter(({ code }) => code !== "orchestrator-usage");
  draft.capabilities.tokens = draft.steps.some((step) => step.tokens !== null);
  draft.capabilities.roles = draft.agents.some((agent) => agent.role !== null);
  draft.capabilities.declaredTools = draft.agents.some((agent) => agent.tools !== null);
}

/** The steps of each agent and, under null, of all agents, in their order. */
function stepsByAgent(steps: readonly Step[]): Map<string | null, Step[]> {
  const lists = new Map<string | null, Step[]>([[null, []]]);
  for (const step of steps) {
    if (step.agent === null) continue;
    lists.get(null)?.push(step);
    const own = lists.get(step.agent);
    if (own === undefined) lists.set(step.agent, [step]);
    else own.push(step);
  }
  return lists;
}
