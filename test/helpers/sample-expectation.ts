import { expect } from "vitest";
import type { Run } from "../../src/core/run.ts";

/** What the script that made a sample says of it (`test/expected/…`), as far as reading alone can tell. */
export interface SampleExpectation {
  framework: string;
  runs: number;
  agents: string[];
  toolCalls: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  endReason: string;
  mustFind: { quote: string; agent: string }[];
}

/** Holds what an adapter read to the script; modes are checked where detectors run. */
export function expectAsScripted(runs: readonly Run[], expected: SampleExpectation): void {
  const agents = [...new Set(runs.flatMap((run) => run.agents.map((agent) => agent.name)))];
  const steps = runs.flatMap((run) => run.steps);
  const tokens = steps.flatMap((step) => (step.tokens === null ? [] : [step.tokens]));
  const sum = (pick: "input" | "output") =>
    tokens.length === 0 ? null : tokens.reduce((total, each) => total + each[pick], 0);
  expect({
    framework: runs[0]?.framework,
    runs: runs.length,
    agents: agents.sort(),
    toolCalls: steps.filter((step) => step.kind === "tool-call" && step.executed !== false).length,
    inputTokens: sum("input"),
    outputTokens: sum("output"),
    endReason: runs.at(-1)?.endReason,
  }).toEqual({
    framework: expected.framework,
    runs: expected.runs,
    agents: [...expected.agents].sort(),
    toolCalls: expected.toolCalls,
    inputTokens: expected.inputTokens,
    outputTokens: expected.outputTokens,
    endReason: expected.endReason,
  });
  for (const { quote, agent } of expected.mustFind) {
    expect(steps.some((step) => step.agent === agent && step.text.includes(quote))).toBe(true);
  }
}
