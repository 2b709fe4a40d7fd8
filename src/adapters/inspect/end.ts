import { isObject } from "../../core/json.ts";
import type { RunDraft } from "../adapter.ts";

type Fields = Record<string, unknown>;

/** How a sample ended, in Inspect's words, and what its first scorer made of it. */
export function closeSample(draft: RunDraft, sample: Fields, log: Fields): void {
  const { limit, error } = sample;
  if (isObject(limit) && typeof limit["type"] === "string") {
    draft.endReason = limit["type"] === "operator" ? "stopped" : "limit";
    draft.endDetail = `${limit["type"]} limit${typeof limit["limit"] === "number" ? ` of ${limit["limit"]}` : ""}`;
  } else if (isObject(error)) {
    draft.endReason = "error";
    // The sample's own words hold the whole request.
    const told = draft.steps.findLast((step) => step.kind === "error")?.text;
    draft.endDetail = told ?? (typeof error["message"] === "string" ? error["message"] : null);
  } else if (log["status"] === "cancelled") draft.endReason = "stopped";
  else if (log["status"] === "started") draft.endReason = "truncated";
  else draft.endReason = "completed";
  draft.capabilities.endReason = draft.endReason !== "truncated";
  scored(draft, sample["scores"]);
  if (draft.endReason === "error" && draft.outcome === "unknown") {
    draft.outcome = "failed";
    draft.outcomeSource = "the run ended with an exception";
  }
}

/** Inspect's grades: correct and incorrect; 1 and 0; partial ones say neither. */
function scored(draft: RunDraft, scores: unknown): void {
  const [first] = isObject(scores) ? Object.entries(scores) : [];
  if (first === undefined || !isObject(first[1])) return;
  const [scorer, { value }] = first;
  const passed = value === "C" || value === 1 || value === true;
  const failed = value === "I" || value === 0 || value === false || value === "N";
  if (!passed && !failed) return;
  draft.outcome = passed ? "succeeded" : "failed";
  draft.outcomeSource = `scorer ${scorer}: ${String(value)}`;
}
