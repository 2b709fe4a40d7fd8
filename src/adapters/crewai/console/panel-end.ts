import type { RunDraft } from "../../adapter.ts";
import type { RunBuilder } from "../../run-builder.ts";
import { isTimeLimit } from "../texts.ts";

/** The end as the panel that closes the kickoff says it; why one failed only the last error panel tells. */
export function endRun({ draftRun: run, steps }: RunBuilder, title: string): void {
  run.endDetail = title;
  if (title.endsWith("Paused")) run.endReason = "waiting";
  else if (/Complet(?:ion|ed)$/.test(title)) run.endReason = "completed";
  else {
    const error = steps.findLast((step) => step.kind === "error")?.text ?? "";
    run.endReason = isTimeLimit(error) ? "limit" : "error";
    if (error !== "") run.endDetail = error;
    if (run.endReason === "error") Object.assign(run, { outcome: "failed", outcomeSource: title });
  }
}

/** The end of a run whose transcript ends here. */
export function settleEnd(run: RunDraft, isForced: boolean): void {
  if (run.endReason === "unknown") {
    run.endReason = "truncated";
    run.endDetail = "no panel tells how the kickoff ended";
  }
  if (run.endReason === "completed" && isForced) {
    run.endReason = "limit";
    run.endDetail = "a final answer that max_iter forced";
  }
}
