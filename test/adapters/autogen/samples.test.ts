import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openSample } from "./read.ts";

const SAMPLES = new URL("../../../sample-traces/autogen/", import.meta.url);
const EXPECTED = new URL("../../expected/autogen/", import.meta.url);

interface Expected {
  framework: string;
  runs: number;
  agents: string[];
  toolCalls: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  endReason: string;
  mustFind: { quote: string; agent: string }[];
}

/** What the scripts that made the samples say of them; modes are checked where detectors run. */
describe("AutoGen samples", () => {
  for (const name of readdirSync(SAMPLES)) {
    it(name, async () => {
      const expected: Expected = JSON.parse(readFileSync(new URL(`${name}.json`, EXPECTED), "utf8"));
      const { runs, problems } = await openSample(readFileSync(new URL(name, SAMPLES)));
      expect(problems).toEqual([]);
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
    });
  }
});
