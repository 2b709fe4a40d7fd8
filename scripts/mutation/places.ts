import type { Agent, Run, Step } from "../../src/core/run.ts";
import type { Action } from "../../src/detectors/actions.ts";
import { PreparedRun } from "../../src/detectors/prepared-run.ts";
import type { Draw } from "./words.ts";

/** What operators need to know of a clean run to find places in it. */
export interface Ground {
  readonly run: Run;
  readonly prepared: PreparedRun;
  /** Agents that speak or act by themselves, in the order in which they first do. */
  readonly team: readonly Agent[];
  /** The last message in an agent's own words; the run's answer. */
  readonly answer: Step;
  /** Its author. */
  readonly answerer: string;
}

/** Null for a run without a word of an agent. */
export function groundOf(run: Run): Ground | null {
  const prepared = new PreparedRun(run);
  const team: Agent[] = [];
  for (const { agent: id, kind } of run.steps) {
    const agent = id === null ? undefined : prepared.agents.get(id);
    if (agent === undefined || (agent.kind !== "llm" && agent.kind !== "manager")) continue;
    if (kind !== "end" && kind !== "error" && !team.includes(agent)) team.push(agent);
  }
  const answer = run.steps.findLast((step) => prepared.isOwnWords(step) && /\w/.test(step.text));
  if (answer === undefined || answer.agent === null) return null;
  return { run, prepared, team, answer, answerer: answer.agent };
}

/** The members of the team beside one of them. */
export function othersThan(ground: Ground, id: string): Agent[] {
  return ground.team.filter((agent) => agent.id !== id);
}

/** A colleague of an agent, or null where it works alone. */
export function colleagueOf(ground: Ground, id: string, draw: Draw): Agent | null {
  const [first, ...more] = othersThan(ground, id);
  return first === undefined ? null : draw.pick([first, ...more]);
}

/**
 * Positions before which steps can be put in without parting what belongs together: no call waits for its result, no
 * thought for its act, no handover for its receiver. From the first act of an agent up to the answer.
 */
export function quietPlaces({ run, team, answer }: Ground): number[] {
  const first = run.steps.findIndex(
    ({ agent, kind }) => kind !== "end" && team.some(({ id }) => id === agent),
  );
  const waiting = new Set<string>();
  const places: number[] = [];
  for (const step of run.steps.slice(0, answer.index + 1)) {
    const before = run.steps[step.index - 1];
    const isParted =
      step.kind === "tool-result" ||
      before?.kind === "thought" ||
      before?.kind === "handoff" ||
      before?.kind === "tool-call";
    if (step.index > first && waiting.size === 0 && !isParted) places.push(step.index);
    if (step.callId === undefined) continue;
    if (step.kind === "tool-call" && answers(run, step)) waiting.add(step.callId);
    else if (step.kind === "tool-result") waiting.delete(step.callId);
  }
  return places;
}

function answers({ steps }: Run, call: Step): boolean {
  return steps.some(
    ({ kind, callId, index }) => kind === "tool-result" && callId === call.callId && index > call.index,
  );
}

/** The first quiet place after a step, or null. */
export function quietAfter(ground: Ground, index: number): number | null {
  return quietPlaces(ground).find((place) => place > index) ?? null;
}

/** Executed calls with a result that is more than nothing. */
export function answeredCalls({ prepared }: Ground): (Action & { agent: string; result: Step })[] {
  return prepared.actions.flatMap((action) => {
    const { agent, result, step } = action;
    if (agent === null || result === null || result.text.trim() === "" || action.tool === "code") return [];
    return step.retryOf === undefined ? [{ ...action, agent, result }] : [];
  });
}

/** What agents do: their own words, thoughts, calls and handovers. */
export function worksOf({ run, prepared }: Ground): Step[] {
  return run.steps.filter((step) => {
    if (step.retryOf !== undefined || step.agent === null) return false;
    if (step.kind === "tool-call" || step.kind === "handoff" || step.kind === "thought") return true;
    return prepared.isOwnWords(step);
  });
}

/** Whether further tool calls can be put into a run: its format shows them with their results, and the team makes some. */
export function carriesCalls({ capabilities, steps }: Run): boolean {
  return capabilities.toolCalls && capabilities.toolResults && steps.some(({ kind }) => kind === "tool-call");
}

/** Whether the team itself ended the run, as a healthy run ends. */
export function endsRegularly({ endReason }: Run): boolean {
  return endReason === "completed";
}

/** Whether the run ends with its answer in words: work goes out, and nothing follows but the result of the call that gave it. */
export function delivers({ run, answer }: Ground): boolean {
  if (answer.text.trimStart().startsWith("{")) return false;
  if (run.endReason !== "completed" && run.endReason !== "unknown" && run.endReason !== "limit") return false;
  return run.steps.slice(answer.index + 1).every(({ kind }) => kind === "end" || kind === "tool-result");
}

/** How people write a list of names. */
export function nameOf(ground: Ground, id: string | null): string {
  return ground.prepared.nameOf(id, "the user");
}
