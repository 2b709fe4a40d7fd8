import type { FormatDoc } from "../adapter.ts";
import { END_REASONS, EXPORT_FORMATS } from "./exports/formats.ts";

const CONTAINERS =
  "OTLP/HTTP request bodies (protobuf or JSON, one or many in a file or folder), the collector's file exporter (JSON lines, protobuf or zstd records with a length before each), varint-delimited protobuf, protobuf's own JSON (base64 ids), what the console exporters of Python's SDK print, spans as a program dumped them (JavaScript's `spanContext`, or bare attributes); gzip or zstd of these";

/** The forms of OTLP that mast reads; `docs/formats.md` is generated from this. */
export const FORMATS: readonly FormatDoc[] = [
  {
    format: "otlp/openinference",
    title: "OTLP, spans of OpenInference",
    writtenBy: `openinference-instrumentation-* with any OTLP exporter; ${CONTAINERS}`,
    tested:
      "openinference-instrumentation-autogen-agentchat 0.1.22, -crewai 1.1.21, -langchain 0.1.80, -openai 0.1.66, -openai-agents 2.6.0, -google-adk 1.0.5; opentelemetry-sdk 1.45.2",
    carries: "messages, calls, results, tokens, models, offered tools, times; AutoGen's stop reason",
    loses:
      "attributes above the SDK's limit of 128 a span, the oldest first; recipients; delegation (graph.node.parent_id is list order or the previous speaker); for Google's ADK all but the last model call of a turn, with their tokens",
    endReasons: END_REASONS,
  },
  {
    format: "otlp/traceloop",
    title: "OTLP, spans of OpenLLMetry (Traceloop)",
    writtenBy: `traceloop-sdk or opentelemetry-instrumentation-{langchain,crewai,openai,openai-agents,…} of OpenLLMetry; ${CONTAINERS}`,
    tested:
      "0.62.4 of opentelemetry-instrumentation-langchain, -crewai, -openai, -openai-agents and 0.47.5 of -langchain; opentelemetry-sdk 1.45.2",
    carries: "messages, calls, results, tokens, models, offered tools, times; tasks and members of a crew",
    loses:
      "recipients; CrewAI's tool spans (calls are read from prompts); answers of the OpenAI Agents SDK's chat-completions models; all content where TRACELOOP_TRACE_CONTENT is false",
    endReasons: END_REASONS,
  },
  {
    format: "otlp/langfuse",
    title: "OTLP, spans of Langfuse",
    writtenBy: `the Langfuse SDK (decorators, callback handler, client wrappers) with an OTLP exporter beside its own; ${CONTAINERS}`,
    tested: "langfuse 5.0.4 with langgraph 1.2.24 and openai 3.57.0; opentelemetry-sdk 1.45.2",
    carries: "messages, calls, results, tokens by kind, models, times; agents as observations of type agent",
    loses:
      "recipients; offered tools outside LangChain; inputs and outputs of decorated functions where their capture is off",
    endReasons: END_REASONS,
  },
  {
    format: "otlp/langsmith",
    title: "OTLP, spans of LangSmith's exporter",
    writtenBy: `langsmith with LANGSMITH_OTEL_ENABLED; ${CONTAINERS}`,
    tested: "langsmith 0.15.1 with langgraph 1.2.24; opentelemetry-sdk 1.45.2",
    carries: "messages, calls, results, tokens, models, offered tools, times",
    loses: "recipients; the status (failed runs say OK, so exception events are what counts)",
    endReasons: END_REASONS,
  },
  {
    format: "otlp/genai",
    title: "OTLP, spans of OpenTelemetry's GenAI conventions",
    writtenBy: `opentelemetry-instrumentation-genai-*, -openai-v2 and SDKs that follow the conventions (AG2 classic and 1.x, pydantic-ai, Google ADK, Microsoft Agent Framework, Vercel AI SDK 7); ${CONTAINERS}`,
    tested:
      "opentelemetry-instrumentation-genai-langchain, -genai-openai and -genai-openai-agents 1.3b0, -openai-v2 2.4b0 (messages in log events, one a message or one a call); ag2 0.14.0 and 1.2.1; pydantic-ai 2.68.0 (its formats 2 and 5), google-adk 1.14.1 and 2.13.0, agent-framework-core 1.23.0, @ai-sdk/otel 1.0.173 (AI SDK 7); opentelemetry-sdk 1.45.2",
    carries:
      "models, tokens, names of tools, times; messages, arguments and results only where their capture was switched on, on spans, in span events or in log events of the spans' ids",
    loses:
      "recipients; agents, where only the client library is instrumented (they are inferred from system prompts); log events that name no span; the framework, where spans were printed to the console",
    endReasons: END_REASONS,
  },
  {
    format: "otlp/vercel",
    title: "OTLP, spans of Vercel's AI SDK up to 6",
    writtenBy: `the package ai with experimental_telemetry; ${CONTAINERS}`,
    tested: "ai 6.0.326 on Node 20",
    carries: "messages, calls, results, tokens, models, offered tools, times; agents as function ids",
    loses:
      "recipients; agents without a function id (inferred from system prompts); why a stop condition ended a loop",
    endReasons: {
      ...END_REASONS,
      "the agent's loop stopped after a call of tools (a limit of steps, or another stop condition)":
        "unknown",
    },
  },
  {
    format: "otlp/autogen",
    title: "OTLP, spans of AutoGen itself",
    writtenBy: `autogen-core 0.4+ with a tracer provider set; ${CONTAINERS}`,
    tested: "autogen-agentchat 0.7.5",
    carries: "all messages and events of the team with their tokens, joined over its about twenty traces",
    loses: "why the team stopped; model calls of managers; system prompts (descriptions only)",
    endReasons: { "no span says why the team stopped": "unknown", "an exception in an agent": "error" },
  },
  {
    format: "otlp/crewai",
    title: "OTLP, spans of CrewAI itself",
    writtenBy: `CrewAI's own tracing (tracing=True or CREWAI_TRACING_ENABLED) as it arrives at a collector; ${CONTAINERS}`,
    tested: "crewai 1.15.30",
    carries:
      "tasks, roles, messages, calls, results, delegation, errors and retries, tokens, models, offered tools, times",
    loses:
      "text beside native tool calls; guardrails. Spans of the scope crewai.telemetry have no content and are no runs",
    endReasons: END_REASONS,
  },
  {
    format: "otlp/spans",
    title: "OTLP, other spans",
    signs: ["resourceSpans", "scopeSpans", "spans", "traceId", "spanId"],
    writtenBy: `anything else; ${CONTAINERS}`,
    tested: "untested",
    carries: "structure only; traces in which no agent, model or tool acts are no runs",
    loses: "everything that no known convention describes",
    endReasons: END_REASONS,
  },
  ...EXPORT_FORMATS,
];
