import type { Fragment } from "../adapter.ts";
import { adkConvention } from "./conventions/adk.ts";
import { ag2Convention } from "./conventions/ag2.ts";
import { agentFrameworkConvention } from "./conventions/agent-framework.ts";
import { autogenConvention } from "./conventions/autogen.ts";
import type { Convention } from "./conventions/convention.ts";
import { crewaiConvention } from "./conventions/crewai.ts";
import { genAiConvention } from "./conventions/genai.ts";
import { langfuseConvention } from "./conventions/langfuse.ts";
import { langsmithConvention } from "./conventions/langsmith.ts";
import { mastConvention } from "./conventions/mast.ts";
import { openInferenceConvention } from "./conventions/openinference.ts";
import { traceloopConvention } from "./conventions/traceloop.ts";
import { vercelConvention } from "./conventions/vercel.ts";
import type { OtlpSpan } from "./span.ts";
import type { Reading, StagedSpan } from "./staged-span.ts";

/** The order decides where a span speaks two vocabularies (OpenInference can write both): one convention per span. */
const CONVENTIONS: readonly Convention[] = [
  mastConvention,
  autogenConvention,
  ag2Convention,
  crewaiConvention,
  openInferenceConvention,
  langfuseConvention,
  langsmithConvention,
  traceloopConvention,
  adkConvention,
  agentFrameworkConvention,
  vercelConvention,
  genAiConvention,
];

const UNKNOWN: Reading = { convention: "none", kind: "other" };
const MAX_NAME = 200;
const MAX_ERROR = 2000;
/** Instrumentations append it to the message, with the paths of the machine. */
const TRACEBACK = /\s*Traceback(?: \(most recent call last\))?:/;

/** LangGraph hands over to a node of the graph around by raising this. */
const CONTROL_FLOW = /^(?:Exception: )?(?:langgraph\.errors\.)?ParentCommand\b/;

/** A span as a fragment: what the conventions make of it, without what later prompts repeat. */
export function stageSpan(span: OtlpSpan): Fragment {
  const reading = readingOf(span);
  const staged: StagedSpan = {
    trace: span.traceId,
    id: span.spanId,
    parent: span.parentId,
    name: span.name.slice(0, MAX_NAME),
    scope: span.scope.name,
    start: span.start,
    end: span.end,
    ...reading,
  };
  const error = errorOf(span);
  if (error !== null) staged.error = error;
  if (span.form !== undefined) staged.form = span.form;
  if (span.droppedAttributes > 0) staged.dropped = span.droppedAttributes;
  return {
    group: span.traceId,
    key: span.spanId,
    joins: reading.runKey === undefined ? [] : [`${reading.framework ?? ""}:${reading.runKey}`],
    body: JSON.stringify(staged),
  };
}

/**
 * What the first convention that knows the span says. Where the SDK threw attributes away, another vocabulary on the
 * same span may have kept what this one lost.
 */
function readingOf(span: OtlpSpan): Reading {
  const readings: Reading[] = [];
  for (const convention of CONVENTIONS) {
    const reading = convention(span);
    if (reading === null) continue;
    if (span.droppedAttributes === 0) return reading;
    readings.push(reading);
  }
  const [first = UNKNOWN, ...others] = readings;
  for (const other of others) if (other.kind === first.kind) fill(first, other);
  return first;
}

/** What one call is said to have had; who acted is for the first convention alone to say. */
function fill(known: Reading, other: Reading): void {
  known.model ??= other.model;
  known.tokens ??= other.tokens;
  known.finish ??= other.finish;
  known.input ??= other.input;
  known.output ??= other.output;
  known.tools ??= other.tools;
}

/** What the conventions have writers say who know no name for an error. */
const UNNAMED_ERROR = "_OTHER";

/** The error of a failed span, type first. */
function errorOf(span: OtlpSpan): string | null {
  const exception = span.events.findLast((event) => event.name === "exception");
  if (span.status !== "error" && (exception === undefined || isHandled(span))) return null;
  const type = exception?.attributes.get("exception.type") ?? span.attributes.get("error.type");
  const message = exception?.attributes.get("exception.message");
  const words = typeof message === "string" && message !== "" ? message : span.statusMessage;
  const isNamed = typeof type === "string" && type !== UNNAMED_ERROR;
  const prefix = isNamed && !words.startsWith(type) ? `${type}: ` : "";
  const [sentence = ""] = (prefix + words).split(TRACEBACK, 1);
  if (CONTROL_FLOW.test(sentence)) return null;
  return sentence.replace(/: $/, "").trim().slice(0, MAX_ERROR) || "error";
}

/** An explicit OK beside an exception: handled inside, except in LangSmith's exporter, which says OK on dead runs. */
function isHandled(span: OtlpSpan): boolean {
  return span.status === "ok" && span.scope.name !== "langsmith";
}
