import { type Attributes, type HrTime, SpanKind, SpanStatusCode, TraceFlags } from "@opentelemetry/api";
import { JsonTraceSerializer } from "@opentelemetry/otlp-transformer";
import { hashOf } from "../core/hash.ts";
import {
  MAST_SCOPE,
  RUN_ATTRIBUTE,
  type RunFacts,
  STEP_ATTRIBUTE,
  type StepFacts,
  VERDICTS_ATTRIBUTE,
} from "../core/mast-span.ts";
import type { Run, Step } from "../core/run.ts";
import type { ExportedRun } from "./jsonl.ts";

/** The SDK's span, as far as the serializer asks for it; the SDK itself is not needed. */
type ReadableSpan = Parameters<typeof JsonTraceSerializer.serializeRequest>[0][number];
type Resource = ReadableSpan["resource"];

/**
 * OTLP/JSON lines, one trace request a run, as a collector's file exporter writes: a root span `invoke_workflow`, and
 * below it a span for each step with the attributes of OpenTelemetry's GenAI conventions. The trace id is the run's id.
 */
export async function* toOtlpLines(runs: AsyncIterable<ExportedRun>): AsyncGenerator<string> {
  const text = new TextDecoder();
  for await (const exported of runs) {
    const request = JsonTraceSerializer.serializeRequest(spansOf(exported));
    if (request !== undefined) yield `${text.decode(request)}\n`;
  }
}

function spansOf({ run, verdicts }: ExportedRun): ReadableSpan[] {
  const { id, contentHash, taskKey, adapter, sources, steps, ...facts } = run;
  const agents = new Map(run.agents.map((agent) => [agent.id, agent.name]));
  const times = timesOf(run);
  const rootId = spanId(run, "root");
  const failed = run.endReason === "error";
  // The serializers read the attributes of a resource and nothing else.
  const resource = { attributes: { "service.name": run.framework } } as Partial<Resource> as Resource;
  const root = span(run, {
    resource,
    spanId: rootId,
    name: `invoke_workflow ${run.framework}`,
    start: times.start,
    end: times.end,
    attributes: {
      "gen_ai.operation.name": "invoke_workflow",
      "gen_ai.workflow.name": run.framework,
      ...(run.task === null ? {} : { "gen_ai.input.messages": messages("user", run.task) }),
      [RUN_ATTRIBUTE]: JSON.stringify(facts satisfies RunFacts),
      [VERDICTS_ATTRIBUTE]: JSON.stringify(
        Object.fromEntries(Object.entries(verdicts).map(([mode, merged]) => [mode, merged?.verdict])),
      ),
    },
    error: failed ? (run.endDetail ?? "error") : null,
  });
  const children = steps.map((step, index) => {
    const { text: _text, args, ...stepFacts } = step;
    const known: StepFacts = args === null ? { ...stepFacts, args } : stepFacts;
    const agent = step.agent === null ? undefined : agents.get(step.agent);
    const at = times.steps[index] ?? times.start;
    return span(run, {
      resource,
      spanId: spanId(run, String(index)),
      parentId: rootId,
      name: nameOf(step, agent),
      start: at,
      end: at,
      attributes: {
        ...wordsOf(step),
        ...(agent === undefined ? {} : { "gen_ai.agent.name": agent }),
        [STEP_ATTRIBUTE]: JSON.stringify(known),
      },
      error: step.kind === "error" || step.ok === false ? step.text : null,
    });
  });
  return [root, ...children];
}

function nameOf(step: Step, agent: string | undefined): string {
  if (step.kind === "tool-result") return `execute_tool ${step.tool ?? ""}`.trim();
  return agent === undefined ? step.kind : `invoke_agent ${agent}`;
}

/** The words of a step where the GenAI conventions put them. */
function wordsOf(step: Step): Attributes {
  const tokens: Attributes =
    step.tokens === null
      ? {}
      : { "gen_ai.usage.input_tokens": step.tokens.input, "gen_ai.usage.output_tokens": step.tokens.output };
  const tool: Attributes = {
    ...(step.tool === undefined ? {} : { "gen_ai.tool.name": step.tool }),
    ...(step.callId === undefined ? {} : { "gen_ai.tool.call.id": step.callId }),
  };
  if (step.kind === "tool-result") {
    return {
      "gen_ai.operation.name": "execute_tool",
      ...tool,
      "gen_ai.tool.call.result": step.text,
      ...tokens,
    };
  }
  if (step.agent === null) {
    return {
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.input.messages": messages("user", step.text),
      ...tokens,
    };
  }
  const call = { type: "tool_call", id: step.callId, name: step.tool, arguments: step.args };
  const parts = step.kind === "thought" ? [{ type: "reasoning", content: step.text }] : [textPart(step.text)];
  const output = [
    { role: "assistant", parts: step.kind === "tool-call" ? [textPart(step.text), call] : parts },
  ];
  return {
    "gen_ai.operation.name": "invoke_agent",
    ...tool,
    ...tokens,
    "gen_ai.output.messages": JSON.stringify(output),
  };
}

const textPart = (content: string) => ({ type: "text", content });

function messages(role: string, text: string): string {
  return JSON.stringify([{ role, parts: [textPart(text)] }]);
}

/** Spans need times: a step without one takes that of the step before it. */
function timesOf(run: Run): { start: HrTime; end: HrTime; steps: HrTime[] } {
  let last = run.startedAt ?? run.steps.find(({ at }) => at !== null)?.at ?? "1970-01-01T00:00:00.000Z";
  const start = last;
  const steps = run.steps.map(({ at }) => {
    last = at ?? last;
    return hrTime(last);
  });
  return { start: hrTime(start), end: hrTime(run.endedAt ?? last), steps };
}

function hrTime(iso: string): HrTime {
  const ms = Date.parse(iso);
  return [Math.floor(ms / 1000), (ms % 1000) * 1_000_000];
}

function spanId(run: Run, part: string): string {
  return hashOf(16, run.id, part);
}

const SCOPE = { name: MAST_SCOPE };

interface SpanParts {
  /** One object for all spans of a run: the serializers group by identity. */
  resource: Resource;
  spanId: string;
  parentId?: string;
  name: string;
  start: HrTime;
  end: HrTime;
  attributes: Attributes;
  error: string | null;
}

function span(run: Run, parts: SpanParts): ReadableSpan {
  const context = (id: string) => ({ traceId: run.id, spanId: id, traceFlags: TraceFlags.SAMPLED });
  const { error } = parts;
  return {
    name: parts.name,
    kind: SpanKind.INTERNAL,
    spanContext: () => context(parts.spanId),
    ...(parts.parentId === undefined ? {} : { parentSpanContext: context(parts.parentId) }),
    startTime: parts.start,
    endTime: parts.end,
    duration: [0, 0],
    status: error === null ? { code: SpanStatusCode.UNSET } : { code: SpanStatusCode.ERROR, message: error },
    attributes: parts.attributes,
    links: [],
    events: [],
    ended: true,
    resource: parts.resource,
    instrumentationScope: SCOPE,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}
