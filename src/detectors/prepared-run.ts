import type { Run, Step } from "../core/run.ts";

/** What several detectors need of one run, computed once and only when asked for. */
export class PreparedRun {
  readonly run: Run;
  private resultsByCall: Map<string, Step> | null = null;

  constructor(run: Run) {
    this.run = run;
  }

  /** The result of a tool call, or null where the trace has none. */
  resultOf(call: Step): Step | null {
    if (call.callId === undefined) return null;
    if (this.resultsByCall === null) {
      this.resultsByCall = new Map();
      for (const step of this.run.steps) {
        if (step.kind === "tool-result" && step.callId !== undefined)
          this.resultsByCall.set(step.callId, step);
      }
    }
    return this.resultsByCall.get(call.callId) ?? null;
  }
}
