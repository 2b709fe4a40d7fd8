import type { EndReason } from "../../core/run.ts";
import type { RunDraft } from "../adapter.ts";
import { reasonOfError } from "../langgraph/end.ts";
import type { SpanNode } from "./span-tree.ts";
import type { SpanRun } from "./split-runs.ts";

interface RunEnd {
  reason: EndReason;
  detail: string | null;
  inferred?: string;
}

/** Limits that other frameworks report as exceptions. */
const LIMIT =
  /Max turns \(?\d*\)? ?exceeded|MaxTurnsExceeded|UsageLimitExceeded|maximum iterations? (?:reached|exceeded)/i;
const INTERRUPT = /\bGraphInterrupt\b/;

/**
 * How a run ended. A failed root says so itself; many roots of dead runs stay unset, so a last model or agent span
 * that failed and that nothing follows counts as the end too. A started call without its parents breaks off.
 */
export function endOfRun(run: SpanRun, nodes: readonly SpanNode[]): RunEnd {
  const root = run.workflow ?? outermost(nodes);
  if (root?.span.waiting === true) return { reason: "waiting", detail: null };
  if (root?.span.error !== undefined) return ofError(root.span.error);
  const acting = nodes.filter(
    ({ span }) => span.kind === "model" || span.kind === "agent" || span.kind === "tool",
  );
  const last = acting.reduce<SpanNode | null>(
    (latest, node) => (latest === null || endsLater(node, latest) ? node : latest),
    null,
  );
  if (last?.span.error !== undefined && last.span.kind !== "tool") {
    return {
      ...ofError(last.span.error),
      inferred: "end: the last span of an agent failed and nothing follows it",
    };
  }
  if (run.workflow !== null) return { reason: "completed", detail: null };
  if (root === null) {
    return { reason: "truncated", detail: "the spans around the last ones are missing" };
  }
  if (root.span.kind === "model") return { reason: "unknown", detail: null };
  return { reason: "completed", detail: null, inferred: "end: the outermost span ended without an error" };
}

/** The only root of the run's spans; null where they hang on a span that is not there. */
function outermost(nodes: readonly SpanNode[]): SpanNode | null {
  const roots = nodes.filter((node) => node.parent === null);
  const root = roots[0];
  if (root === undefined || roots.some((node) => node.orphan)) return null;
  return root;
}

function endsLater(a: SpanNode, b: SpanNode): boolean {
  const byLength = a.span.end.length - b.span.end.length;
  return byLength !== 0 ? byLength > 0 : a.span.end > b.span.end;
}

function ofError(error: string): RunEnd {
  if (INTERRUPT.test(error)) return { reason: "waiting", detail: error };
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
