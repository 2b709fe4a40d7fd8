import type { Run, Step } from "../core/run.ts";
import { isExecutionOutput } from "../detectors/actions.ts";
import type { PreparedRun } from "../detectors/prepared-run.ts";

/**
 * The backward slice of a run from the step that delivered its outcome: whose words, handovers, calls and results
 * could reach whoever delivered it. Walks back from there and keeps who was listening: a message counts where an agent
 * that is on the way later could read it, its author's earlier steps then count, too; calls, results and thoughts count
 * with the agent that they belong to. What was said to agents who never reported back falls out. Linear in the steps.
 */
export function wayTo(end: Step | null, run: Run, prepared: PreparedRun): ReadonlySet<number> {
  const way = new Set<number>();
  if (end === null) return way;
  const listening = new Set<string>();
  const callers = new Map<Step, string | null>();
  for (const { result, agent } of prepared.actions) if (result !== null) callers.set(result, agent);
  for (let at = end.index; at >= 0; at--) {
    const step = run.steps[at];
    if (step === undefined) continue;
    const owner = ownerOf(step, callers, prepared);
    if (step !== end && !counts(step, owner, listening)) continue;
    way.add(at);
    if (owner !== null) listening.add(owner);
    if (callers.has(step) && step.agent !== null) listening.add(step.agent);
  }
  return way;
}

/** Who did it, or had it done; null for a person and for what happened to the run as a whole. */
function ownerOf(
  step: Step,
  callers: ReadonlyMap<Step, string | null>,
  prepared: PreparedRun,
): string | null {
  const caller = callers.get(step);
  if (caller !== undefined) return caller;
  return isExecutionOutput(step, prepared.agents) ? null : step.agent;
}

function counts({ kind, to }: Step, owner: string | null, listening: ReadonlySet<string>): boolean {
  if (owner === null) return true;
  const isSaid = kind === "message" || kind === "handoff" || kind === "artifact";
  if (!isSaid) return listening.has(owner);
  return to.length === 0 || to.some((agent) => listening.has(agent)) || listening.has(owner);
}
