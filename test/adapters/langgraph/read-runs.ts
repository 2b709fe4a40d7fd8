import { readFileSync } from "node:fs";
import type { TraceAdapter } from "../../../src/adapters/adapter.ts";
import { langgraphAdapter } from "../../../src/adapters/langgraph/adapter.ts";
import type { Run, Step } from "../../../src/core/run.ts";
import { readRuns } from "../../helpers/read-runs.ts";

/** The only run of a content. */
export async function readRun(content: unknown, adapter: TraceAdapter = langgraphAdapter): Promise<Run> {
  const { runs, problems } = await readRuns(adapter, content);
  const [run] = runs;
  if (run === undefined || runs.length > 1)
    throw new Error(`${runs.length} runs, problems: ${JSON.stringify(problems)}`);
  return run;
}

export function sample(name: string): string {
  return readFileSync(new URL(`../../../sample-traces/${name}`, import.meta.url), "utf8");
}

export function lines(...records: unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

/** What happened, without what differs from one execution to the next. */
export function gist(run: Run): string[] {
  return run.steps.map(gistOf);
}

function gistOf(step: Step): string {
  const what = step.kind === "tool-call" ? `${step.tool} ${JSON.stringify(step.args)}` : step.text;
  return `${step.agent ?? "-"} ${step.kind}${step.to.length > 0 ? ` to ${step.to.join(",")}` : ""}: ${what}`;
}

export function tokensOf(run: Run): { input: number; output: number } {
  const counted = run.steps.map((step) => step.tokens ?? { input: 0, output: 0 });
  return {
    input: counted.reduce((sum, tokens) => sum + tokens.input, 0),
    output: counted.reduce((sum, tokens) => sum + tokens.output, 0),
  };
}

export function executedCalls(run: Run): string[] {
  return run.steps
    .filter((step) => step.kind === "tool-call" && step.executed !== false)
    .map((step) => step.tool ?? "");
}
