import { readFileSync } from "node:fs";
import type { AdapterEvent, RunDraft, TraceAdapter } from "../../../src/adapters/adapter.ts";
import { finishRun } from "../../../src/adapters/finish-run.ts";
import { langgraphAdapter } from "../../../src/adapters/langgraph/adapter.ts";
import type { Run, Step } from "../../../src/core/run.ts";
import { memorySource } from "../../../src/sources/memory-source.ts";

export interface ReadResult {
  format: string;
  runs: Run[];
  problems: { locator: string; code: string }[];
}

/** Recognises and reads a content as the pipeline would; throws where the adapter does not know it. */
export async function readRuns(
  content: string | Uint8Array,
  adapter: TraceAdapter = langgraphAdapter,
): Promise<ReadResult> {
  const source = memorySource(content);
  const recognition = adapter.recognise(source);
  if (recognition === null) throw new Error("not recognised");
  const drafts: RunDraft[] = [];
  const problems: ReadResult["problems"] = [];
  for await (const event of adapter.read(source, recognition.format) as AsyncIterable<AdapterEvent>) {
    if (event.type === "run") drafts.push(event.draft);
    else if (event.type === "problem") problems.push(event.problem);
  }
  const { id, version, family } = adapter.meta;
  const runs = drafts.map((draft, ordinal) =>
    finishRun(draft, {
      adapter: { id, version, family },
      sources: [{ uri: "memory", locator: draft.locator }],
      contentIdentity: `content ${ordinal}`,
    }),
  );
  return { format: recognition.format, runs, problems };
}

/** The only run of a content. */
export async function readRun(content: string | Uint8Array, adapter?: TraceAdapter): Promise<Run> {
  const { runs } = await readRuns(content, adapter);
  const [run] = runs;
  if (run === undefined || runs.length > 1) throw new Error(`${runs.length} runs`);
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

export function gistOf(step: Step): string {
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
