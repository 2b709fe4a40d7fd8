import type { Capabilities, Run } from "../../src/core/run.ts";
import { expandMiniRun } from "../../src/taxonomy/mini-run.ts";

/** One act of a case, in the notation of the taxonomy's examples: `{ "coder calls search": {…}, returns: "…" }`. */
export type Act = Readonly<Record<string, unknown>>;

export interface Script {
  task?: string;
  end?: Run["endReason"];
  agents?: Record<string, Partial<Pick<Run["agents"][number], "kind" | "role" | "model" | "tools">>>;
  capabilities?: Partial<Capabilities>;
  steps: readonly Act[];
}

/** What the format of a case carries unless it says otherwise: as much as detectors may ask for. */
const CARRIED: Partial<Capabilities> = {
  recipients: true,
  toolCalls: true,
  toolResults: true,
  task: true,
  endReason: true,
};

/** A run from a few readable lines. */
export function runOf({ capabilities, steps, ...script }: Script): Run {
  return expandMiniRun({
    ...script,
    steps: steps.map((step) => ({ ...step })),
    capabilities: { ...CARRIED, ...capabilities },
  } as Parameters<typeof expandMiniRun>[0]);
}
