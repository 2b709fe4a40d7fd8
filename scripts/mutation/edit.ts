import { hashOf } from "../../src/core/hash.ts";
import type { Agent, Run, Step } from "../../src/core/run.ts";

/** The index of steps that are not of the run that is edited. */
export const NEW = -1;

type Change = Partial<Pick<Run, "agents" | "endReason" | "endDetail">>;

/**
 * The run with other steps, valid again: indices, what retries point to, and the hashes. Copies and changed steps keep
 * the index of their original until here, new ones have `NEW`. The result is an identity of its own.
 */
export function withSteps(run: Run, steps: readonly Step[], change: Change = {}): Run {
  const places = new Map<number, number>();
  steps.forEach(({ index }, at) => {
    if (index !== NEW && !places.has(index)) places.set(index, at);
  });
  const { id, contentHash: _old, ...rest } = run;
  const visible = {
    ...rest,
    ...change,
    steps: steps.map(({ retryOf, ...step }, index) => {
      const target = retryOf === undefined ? undefined : places.get(retryOf);
      return { ...step, index, ...(target === undefined || target >= index ? {} : { retryOf: target }) };
    }),
  };
  const contentHash = hashOf(32, JSON.stringify(visible));
  return { ...visible, id: hashOf(32, id, contentHash), contentHash };
}

/** The steps with others put in before the one at `at`. */
export function inserted(steps: readonly Step[], at: number, ...more: readonly Step[]): Step[] {
  return [...steps.slice(0, at), ...more, ...steps.slice(at)];
}

/** The steps with the words of one of them changed. */
export function reworded(steps: readonly Step[], at: number, words: (text: string) => string): Step[] {
  return steps.map((step, index) => (index === at ? { ...step, text: words(step.text) } : step));
}

/** The agents with tools declared for one of them, where the format declares tools at all. */
export function withTools(agents: readonly Agent[], id: string, tools: readonly string[]): Agent[] {
  return agents.map((agent) =>
    agent.id !== id || agent.tools === null
      ? agent
      : { ...agent, tools: [...new Set([...agent.tools, ...tools])] },
  );
}
