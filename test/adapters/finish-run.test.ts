import { expect, test } from "vitest";
import { finishRun } from "../../src/adapters/finish-run.ts";
import { RunBuilder } from "../../src/adapters/run-builder.ts";
import type { Json } from "../../src/core/run.ts";

const ORIGIN = {
  adapter: { id: "test", version: 1, family: "test" },
  sources: [{ uri: "memory", locator: "" }],
  contentIdentity: "0",
};

function builderWith(args: Json, phase: string): RunBuilder {
  const builder = new RunBuilder({ framework: "test", format: "test/test", capabilities: {} });
  builder.step({ kind: "tool-call", agent: builder.agent("A"), tool: "t", args, phase, locator: "" });
  return builder;
}

test("arguments nested without end are left out and counted, whatever adapter parsed them", () => {
  const deep = JSON.parse(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`);
  const run = finishRun(builderWith(deep, "p").draft(), ORIGIN);
  expect(run.steps[0]?.args).toBeNull();
  expect(run.losses).toMatchObject([{ code: "arguments-too-deep", count: 1 }]);
});

test("secrets are replaced in arguments and phases too", () => {
  const key = `sk-proj-${"a1B2".repeat(8)}`;
  const run = finishRun(builderWith({ header: [key] }, `use ${key}`).draft(), ORIGIN);
  expect(JSON.stringify(run)).not.toContain(key);
  expect(run.losses).toMatchObject([{ code: "secret-redacted", count: 2 }]);
});
