import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import type { Agent, Run } from "../../core/run.ts";
import type { Action } from "../actions.ts";
import { defineDetector } from "../detector.ts";
import type { PreparedRun } from "../prepared-run.ts";

/** FM-1.2: an agent calls a tool that was given to another agent and not to it. */
export const foreignTool = defineDetector({
  meta: {
    id: "role-disobeyed/foreign-tool",
    mode: "FM-1.2",
    version: 1,
    needs: ["toolCalls", "declaredTools"],
    decides: "present",
    options: z.strictObject({}),
    summary:
      "Compares each tool call with the tools declared for the agents: it is foreign where the caller has a list without " +
      "that tool and another agent's list has it. Calls of tools that nobody declares, agents without a list, and " +
      "executors that only carry out what others call do not count. A call that the framework refused is a candidate.",
    blindSpots: ["formats that do not record which agent has which tools", "tools that all agents share"],
  },
  detect(run, prepared) {
    return { findings: foreignCalls(run, prepared) };
  },
});

function foreignCalls(run: Run, prepared: PreparedRun): Finding[] {
  const owners = ownersOf(run);
  if (run.agents.length < 2 || owners.size === 0) return [];
  const ownTools = new Map(run.agents.map((agent) => [agent.id, new Set(agent.tools ?? [])]));
  const calls = new Map<string, { action: Action; owner: Agent; steps: number[] }>();
  for (const action of prepared.attempts) {
    const caller = action.agent === null ? undefined : prepared.agents.get(action.agent);
    if (caller === undefined || caller.tools === null || action.step.kind !== "tool-call") continue;
    if (caller.kind === "executor" || caller.kind === "human-proxy") continue;
    if (ownTools.get(caller.id)?.has(action.tool) === true) continue;
    const owner = owners.get(action.tool);
    if (owner === undefined) continue;
    const key = `${caller.id}\0${action.tool}`;
    const known = calls.get(key);
    if (known === undefined) calls.set(key, { action, owner, steps: [action.step.index] });
    else known.steps.push(action.step.index);
  }
  return [...calls.values()].map(({ action, owner, steps }) => ({
    mode: "FM-1.2",
    tier: action.executed ? "high" : "low",
    message:
      `${prepared.nameOf(action.agent, "somebody")} ${action.executed ? "calls" : "tries to call"} ${action.tool}` +
      `${steps.length > 1 ? ` ${steps.length} times` : ""}, a tool that ${owner.name} has and it has not`,
    agent: action.agent,
    steps,
    quotes: [{ step: action.step.index, text: action.tool }],
  }));
}

/** The first agent that has each tool. */
function ownersOf(run: Run): ReadonlyMap<string, Agent> {
  const owners = new Map<string, Agent>();
  for (const agent of run.agents) {
    for (const tool of agent.tools ?? []) if (!owners.has(tool)) owners.set(tool, agent);
  }
  return owners;
}
