import { isObject } from "../../core/json.ts";
import type { RunFacts, StepFacts } from "../../core/mast-span.ts";
import type { Json, Step } from "../../core/run.ts";
import type { RunDraft } from "../adapter.ts";
import type { SpanRun } from "./split-runs.ts";
import type { StagedSpan } from "./staged-span.ts";

/** Whether the spans are those of a run that mast exported, with its root. */
export function isExportedRun(run: SpanRun): boolean {
  return run.workflow?.span.exportedRun !== undefined;
}

/** The run as it was exported. What the file says is checked where every run is checked, when it is finished. */
export function exportedRun(run: SpanRun): RunDraft {
  const steps = run.nodes.flatMap(({ span }) =>
    isObject(span.exportedStep) ? [stepOf(span, span.exportedStep)] : [],
  );
  steps.sort((a, b) => a.index - b.index);
  return {
    ...(run.workflow?.span.exportedRun as unknown as RunFacts),
    nativeKey: run.nativeKey,
    locator: run.locator,
    steps,
  };
}

function stepOf(span: StagedSpan, facts: Record<string, unknown>): Step {
  const turn = (span.output ?? span.input)?.[0];
  const args: Json | undefined = turn?.calls?.[0]?.args;
  return {
    ...(facts as unknown as StepFacts),
    text: span.tool?.result ?? turn?.thought ?? turn?.text ?? "",
    ...(args === undefined || args === null || facts["kind"] !== "tool-call" ? {} : { args }),
    locator: `span:${span.id}`,
  };
}
