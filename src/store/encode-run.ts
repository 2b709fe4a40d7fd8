import type { Run } from "../core/run.ts";
import { printsOf, type RunPrints } from "../core/run-prints.ts";

/**
 * A run as it is stored: what summaries need as plain values, the rest as JSON text. Survives `postMessage`, so that a
 * worker thread can do the encoding; `body.buffer` may be transferred.
 */
export interface EncodedRun {
  id: string;
  contentHash: string;
  /** Where in its source the run stands. */
  locator: string;
  steps: number;
  framework: string;
  format: string;
  outcome: Run["outcome"];
  taskKey: string | null;
  startedAt: string | null;
  endedAt: string | null;
  /** JSON: names of the agents that authored a step, in the run's order. */
  agents: string;
  /** JSON. */
  models: string;
  /** JSON. */
  tags: string;
  prints: RunPrints;
  /** The run as UTF-8 JSON, its `sources` empty: the store knows which sources give it. */
  body: Uint8Array<ArrayBuffer>;
}

const utf8 = new TextEncoder();

/** Pure. `body` is the run's JSON with empty `sources` where the caller has it already: making it is the costly part. */
export function encodeRun(
  run: Run,
  body: Uint8Array<ArrayBuffer> = utf8.encode(JSON.stringify({ ...run, sources: [] })),
): EncodedRun {
  const authors = new Set(run.steps.map((step) => step.agent));
  const names = run.agents.filter((agent) => authors.has(agent.id)).map((agent) => agent.name);
  return {
    id: run.id,
    contentHash: run.contentHash,
    locator: run.sources[0]?.locator ?? "",
    steps: run.steps.length,
    framework: run.framework,
    format: run.format,
    outcome: run.outcome,
    taskKey: run.taskKey,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    agents: JSON.stringify([...new Set(names)]),
    models: JSON.stringify(run.models),
    tags: JSON.stringify(run.tags),
    prints: printsOf(run),
    body,
  };
}
