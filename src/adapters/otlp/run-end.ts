import type { EndReason } from "../../core/run.ts";
import type { RunDraft } from "../adapter.ts";
import { reasonOfError } from "../langgraph/end.ts";
import { endOfSpan } from "./moments.ts";
import { compareNanos, type SpanNode } from "./span-tree.ts";
import type { SpanRun } from "./split-runs.ts";
import type { SpanKind } from "./staged-span.ts";

interface RunEnd {
  reason: EndReason;
  detail: string | null;
  inferred?: string;
}

/** Limits that other frameworks report as exceptions. */
const LIMIT =
  /Max turns \(?\d*\)? ?exceeded|MaxTurnsExceeded|UsageLimitExceeded|LlmCallsLimitExceeded|WorkflowConvergence|maximum iterations? (?:reached|exceeded)/i;
/** The reason to finish of a model call that asked for tools, as different APIs word it. */
export const ASKS_FOR_TOOLS = /(?:tool|function)[_-]?calls?/;
/** What guards the input or output of an agent stopped it. */
const GUARDED = /Guardrail tripwire triggered|GuardrailTripwireTriggered/;
const INTERRUPT = /\bGraphInterrupt\b/;

/**
 * How a run ended. A failed root says so itself; many roots of dead runs stay unset or say OK, so a last model or agent
 * span that failed and that nothing follows counts as the end too, unless the root has a result all the same. A started
 * call without its parents breaks off.
 */
export function endOfRun(run: SpanRun, nodes: readonly SpanNode[]): RunEnd {
  const root = run.workflow ?? outermost(nodes);
  if (root?.span.waiting === true) return { reason: "waiting", detail: null };
  if (root?.span.error !== undefined) return ofError(root.span.error);
  const failure = lastFailure(nodes);
  if (failure !== null && root?.span.result === undefined) {
    return {
      ...ofError(failure.span.error ?? ""),
      inferred: "end: the last span of an agent failed and nothing follows it",
    };
  }
  if (root?.span.limit !== undefined) return { reason: "limit", detail: root.span.limit };
  if (root?.span.openEnd === true) return { reason: "unknown", detail: null };
  if (run.workflow !== null) return { reason: "completed", detail: null };
  if (root === null) {
    return { reason: "truncated", detail: "the spans around the last ones are missing" };
  }
  if (root.span.kind === "model") return { reason: "unknown", detail: null };
  if (root.span.kind === "agent" && ASKS_FOR_TOOLS.test(root.span.finish ?? "")) {
    return { reason: "unknown", detail: "the agent's loop stopped after a call of tools" };
  }
  return { reason: "completed", detail: null, inferred: "end: the outermost span ended without an error" };
}

/** The only root of the run's spans; null where they hang on a span that is not there. */
function outermost(nodes: readonly SpanNode[]): SpanNode | null {
  const roots = nodes.filter((node) => node.parent === null);
  const root = roots[0];
  if (root === undefined || roots.some((node) => node.orphan)) return null;
  return root;
}

/** The failed model call or turn after which nobody acted any more; null where somebody did, or none failed. */
function lastFailure(nodes: readonly SpanNode[]): SpanNode | null {
  let last: SpanNode | null = null;
  for (const node of nodes) {
    const { kind, error } = node.span;
    if (error === undefined || (kind !== "model" && kind !== "agent")) continue;
    if (last === null || compareNanos(endOfSpan(node), endOfSpan(last)) >= 0) last = node;
  }
  if (last === null) return null;
  const end = endOfSpan(last);
  const isFollowed = nodes.some(({ span }) => acts(span.kind) && compareNanos(span.start, end) >= 0);
  return isFollowed ? null : last;
}

function acts(kind: SpanKind): boolean {
  return kind === "model" || kind === "agent" || kind === "tool";
}

function ofError(error: string): RunEnd {
  if (INTERRUPT.test(error)) return { reason: "waiting", detail: error };
  if (GUARDED.test(error)) return { reason: "stopped", detail: error };
  return { reason: LIMIT.test(error) ? "limit" : reasonOfError(error), detail: error };
}

/** Puts the end into the run; an exception is a declared failure. */
export function closeRun(draft: RunDraft, end: RunEnd): void {
  draft.endReason = end.reason;
  draft.endDetail = end.detail;
  draft.capabilities.endReason = end.reason !== "unknown" && end.reason !== "truncated";
  if (end.reason === "error") {
    draft.outcome = "failed";
    draft.outcomeSource = "the run ended with an exception";
  }
}
