import { toIsoTime } from "../../core/time.ts";
import type { RunBuilder, RunInit } from "../run-builder.ts";
import type { ChatTurn } from "./chat-turn.ts";
import type { SpanNode } from "./span-tree.ts";
import type { SpanRun } from "./split-runs.ts";
import type { StagedSpan } from "./staged-span.ts";

/** Libraries below a framework: they name the run only where nothing else does. */
const CLIENTS = new Set([
  "openai",
  "anthropic",
  "bedrock",
  "google-genai",
  "vertexai",
  "litellm",
  "mistralai",
  "groq",
  "langchain",
  "langfuse",
]);

/** Framework and format of a run, from the instrumentations that wrote its spans. */
export function describeRun(run: SpanRun): Pick<RunInit, "framework" | "format"> {
  const frameworks = new Set<string>();
  const weights = new Map<string, number>();
  for (const { span } of run.nodes) {
    if (span.framework !== undefined) frameworks.add(span.framework);
    if (span.convention === "none") continue;
    // AutoGen's own spans are always there; an instrumentation beside them is what people chose.
    const weight = !hasContent(span) ? 1 : span.convention === "autogen" ? 100 : 10_000;
    const format = span.form ?? `otlp/${span.convention}`;
    weights.set(format, (weights.get(format) ?? 0) + weight);
  }
  const names = [...frameworks];
  const framework = names.find((name) => !CLIENTS.has(name)) ?? names[0] ?? "otlp";
  const heaviest = [...weights].sort(([, a], [, b]) => b - a)[0]?.[0];
  return { framework, format: heaviest ?? run.nodes[0]?.span.form ?? "otlp/spans" };
}

function hasContent(span: StagedSpan): boolean {
  const { input, output, messages, tool } = span;
  if ((messages ?? tool?.args ?? tool?.result) !== undefined) return true;
  return saysSomething(input) || saysSomething(output);
}

/** An agent's turn of which neither model calls nor an answer are there: its model's client is not instrumented. */
function isMute({ span, hasModelBelow }: SpanNode): boolean {
  return span.kind === "agent" && !hasModelBelow && span.output === undefined && span.error === undefined;
}

/** With the content switched off some instrumentations write messages all the same, without what they say. */
export function saysSomething(turns: readonly ChatTurn[] | undefined): boolean {
  return (
    turns?.some(
      ({ text, thought, calls }) =>
        (text ?? thought) !== undefined || calls?.some(({ args }) => args !== null),
    ) ?? false
  );
}

/** Times, task and what the run's absences mean, read off the finished steps. */
export function settleFacts(build: RunBuilder, nodes: readonly SpanNode[]): void {
  const draft = build.draft();
  const { capabilities, steps, agents } = draft;
  const opening = steps.find((step) => step.kind === "message");
  draft.task = opening !== undefined && opening.agent === null ? opening.text : null;
  draft.startedAt = startOf(nodes);
  draft.endedAt = steps.findLast((step) => step.at !== null)?.at ?? draft.startedAt;
  capabilities.times = draft.startedAt !== null;
  capabilities.task = draft.task !== null;
  capabilities.tokens = steps.some((step) => step.tokens !== null);
  capabilities.reasoning = steps.some((step) => step.kind === "thought");
  capabilities.roles = agents.some((agent) => agent.role !== null);
  capabilities.declaredTools = agents.some((agent) => agent.tools !== null);
  noteGaps(build, nodes);
  capabilities.content = contentOf(
    nodes,
    nodes.some(({ span }) => span.dropped !== undefined),
    steps.some((step) => step.text !== ""),
  );
  capabilities.toolResults = capabilities.content !== "none";
  capabilities.toolCalls = capabilities.toolResults || nodes.some(({ span }) => span.kind === "tool");
}

/** Of spans in the order of time; those without a start come first and have none to give. */
function startOf(nodes: readonly SpanNode[]): string | null {
  for (const { span } of nodes) {
    const start = toIsoTime(span.start);
    if (start !== null) return start;
  }
  return null;
}

/** What is not in the spans or was not to be had from them. */
function noteGaps(build: RunBuilder, nodes: readonly SpanNode[]): void {
  const stray = nodes.reduce((sum, { span }) => sum + (span.strayEvents ?? 0), 0);
  if (stray > 0) build.lose("stray-log-events", "messages in log events of spans that are no calls", stray);
  if (nodes.some(({ span }) => span.nameless === true)) {
    build.infer("the spans have no ids; those of one file are taken for one run");
  }
  if (nodes.some(({ span }) => span.eventsOnly === true)) {
    build.infer("the spans of some model calls are not here; the calls are known from log events only");
  }
  const dropped = nodes.reduce((sum, { span }) => sum + (span.dropped ?? 0), 0);
  if (dropped > 0) {
    const detail = "attributes that the SDK threw away, the oldest first (it keeps 128 of a span by default)";
    build.lose("dropped-attributes", detail, dropped);
  }
  const uncounted = nodes.filter(
    ({ span }) => span.kind === "model" && span.tokens === undefined && span.dropped !== undefined,
  ).length;
  if (uncounted > 0)
    build.lose("dropped-tokens", "model calls whose token counts the SDK threw away", uncounted);
}

/** GenAI instrumentations write no content unless they are told to. */
function contentOf(
  nodes: readonly SpanNode[],
  isCut: boolean,
  isSpoken: boolean,
): "full" | "partial" | "none" {
  const calls = nodes.filter(({ span }) => span.kind === "model" && span.error === undefined);
  const silent = calls.filter(({ span }) => !hasContent(span)).length;
  const isHalf = calls.some(({ span }) => span.output === undefined && saysSomething(span.input));
  if (!isSpoken || (calls.length > 0 && silent === calls.length)) return "none";
  return isCut || isHalf || silent > 0 || nodes.some(isMute) ? "partial" : "full";
}
