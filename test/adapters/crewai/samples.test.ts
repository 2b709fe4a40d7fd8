import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { ADAPTERS } from "../../../src/adapters/registry.ts";
import { readFile } from "../../helpers/read-runs.ts";

const SAMPLES = path.resolve(import.meta.dirname, "../../../sample-traces/crewai");
const EXPECTED = path.resolve(import.meta.dirname, "../../expected/crewai");

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

test.each(readdirSync(SAMPLES))("%s is read as its script says", async (name) => {
  const expected = JSON.parse(readFileSync(path.join(EXPECTED, `${name}.json`), "utf8"));
  const { runs, problems, adapter } = await readFile(path.join(SAMPLES, name), ADAPTERS);
  expect(adapter).toMatch(/^crewai-/);
  expect(problems).toEqual([]);
  const steps = runs.flatMap((run) => run.steps);
  const carriesCalls = runs.every((run) => run.capabilities.toolCalls);
  const carriesTokens = runs.every((run) => run.capabilities.tokens);
  const calls = steps.filter((step) => step.kind === "tool-call" && step.executed !== false);
  expect({
    runs: runs.length,
    agents: [...new Set(runs.flatMap((run) => run.agents.map((agent) => agent.name)))].sort(),
    toolCalls: carriesCalls ? calls.length : null,
    inputTokens: carriesTokens ? sum(steps.map((step) => step.tokens?.input ?? 0)) : null,
    outputTokens: carriesTokens ? sum(steps.map((step) => step.tokens?.output ?? 0)) : null,
    endReason: [...new Set(runs.map((run) => run.endReason))].join(),
  }).toEqual({
    runs: expected.runs,
    agents: [...expected.agents].sort(),
    toolCalls: expected.toolCalls,
    inputTokens: expected.inputTokens,
    outputTokens: expected.outputTokens,
    endReason: expected.endReason,
  });
  const text = steps.map((step) => `${step.text}\n${JSON.stringify(step.args) ?? ""}`).join("\n");
  for (const { quote } of expected.mustFind) expect(text).toContain(quote);
  expect(text).not.toMatch(/sk-(?:proj|sample)/);
});
