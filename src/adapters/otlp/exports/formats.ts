import type { FormatDoc } from "../../adapter.ts";

/** How runs of spans end, whatever their envelope. */
export const END_REASONS: FormatDoc["endReasons"] = {
  "the span of the team, crew, graph or application ended without an error": "completed",
  "it, or the last span of an agent, failed with GraphRecursionError, MaxTurnsExceeded, UsageLimitExceeded, LlmCallsLimitExceeded or WorkflowConvergence":
    "limit",
  "CrewAI's forced final answer; LangGraph's “Sorry, need more steps to process this request.”": "limit",
  "it failed with any other exception": "error",
  "KeyboardInterrupt, CancelledError": "stopped",
  "GraphInterrupt, `__interrupt__`": "waiting",
  "the spans around the last ones are missing": "truncated",
  "a single model call": "unknown",
};

/** The forms in which tracing products give spans out; `docs/formats.md` is generated from this. */
export const EXPORT_FORMATS: readonly FormatDoc[] = [
  {
    format: "phoenix/spans",
    title: "Phoenix, spans as it gives them out",
    signs: ["context", "span_kind", "parent_id", "status_code"],
    writtenBy:
      "`client.spans.get_spans` dumped as JSON; `get_spans_dataframe` with `to_json` in rows, lines or columns; pages of `/v1/projects/{project}/spans` and `…/spans/otlpv1`; gzip of these",
    tested:
      "arize-phoenix 20.26.1, arize-phoenix-client 3.5.0; spans of smolagents 1.26.0 with openinference-instrumentation-smolagents 0.1.43. Spans of other instrumentations are read as in otlp/openinference, untested from Phoenix",
    carries:
      "what OpenInference wrote; a trace that also came by OTLP is one run with it. smolagents: code as calls of python_interpreter, managed agents as agents",
    loses:
      "the instrumentation's name (its own attributes tell it); microseconds, where a data frame writes milliseconds; Parquet and CSV are not read. smolagents: the root span of a run that raised is never written, and with it the name of its agent",
    endReasons: {
      ...END_REASONS,
      "smolagents: an answer forced after the last step allowed": "limit",
    },
  },
  {
    format: "langfuse/trace",
    title: "Langfuse, traces and observations",
    signs: ["observations", "traceId", "parentObservationId", "startTime", "usageDetails"],
    writtenBy:
      "a trace with its observations from `GET /api/public/traces/{id}` or downloaded from the user interface (`trace` beside `observations`), observations from `GET /api/public/observations` or exported as JSON or JSON lines, names in camel or snake case",
    tested:
      "14 traces of 13 frameworks and libraries that Langfuse publishes, in two layouts; no Langfuse server could be run. Exports of tables and traces of clients before version 3: untested",
    carries:
      "what the client sent: spans of OpenInference, OTel GenAI or LangSmith's exporter as in OTLP, else observations of Langfuse's own client; a trace that also came by OTLP is one run with it",
    loses:
      "scores, costs, sessions and users; traces exported without their observations are not read; CSV is not read",
    endReasons: { ...END_REASONS, "an observation with level ERROR at the end": "error" },
  },
  {
    format: "openai-agents/trace",
    title: "OpenAI Agents SDK, trace exports",
    signs: ["object", "trace.span", "span_data", "started_at", "trace_id"],
    writtenBy:
      'a tracing processor that keeps `trace.export()` and `span.export()`: JSON, JSON lines, or the body `{"data": […]}` that the SDK sends',
    tested: "openai-agents 0.24.0 with the chat-completions model",
    carries:
      "messages, calls, results, handoffs, tokens, models, times; errors and guardrails that stopped the run",
    loses:
      "declared tools; the words of agents where the Responses API is used (the default with OpenAI): its spans have an id and the usage alone",
    endReasons: {
      "no span failed at the end": "completed",
      "Max turns exceeded": "limit",
      "Guardrail tripwire triggered": "stopped",
      "any other error of the last span of an agent": "error",
    },
  },
  {
    format: "trail/span-tree",
    title: "TRAIL, span trees",
    signs: ["trace_id", "spans", "child_spans", "span_attributes", "duration"],
    writtenBy:
      "the TRAIL data set, from spans collected by Patronus: `spans` with `child_spans` inside each other",
    tested: "40 published traces of smolagents were read; no product that writes this form could be run",
    carries: "what OpenInference wrote; names of managed agents, from the task that their manager gave them",
    loses:
      "logs beside the spans (values of the application's own functions); prompts of smolagents' planning",
    endReasons: END_REASONS,
  },
];
