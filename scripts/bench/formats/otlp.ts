import zlib from "node:zlib";
import { type Conversation, clock, Echo, type Turn } from "../conversation.ts";
import { Random } from "../random.ts";
import type { BenchFormat } from "./format.ts";
import { TraceRequest } from "./otlp-schema.ts";

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: { stringValue: string } | { intValue: string } }[];
  status: { code: number };
}

interface Request {
  resourceSpans: {
    resource: { attributes: Span["attributes"] };
    scopeSpans: { scope: { name: string; version: string }; spans: Span[] }[];
  }[];
}

/** One trace in the GenAI conventions of OpenTelemetry: a span per agent turn, model call and tool execution. */
function requestOf({ number, task, turns }: Conversation, echo: Echo): Request {
  const random = new Random(number + 13);
  const now = clock(number);
  const traceId = random.hex(32);
  const spans: Span[] = [];
  const add = (name: string, parent: string | null, facts: Record<string, string | number>): string => {
    const spanId = random.hex(16);
    const start = now();
    spans.push({
      ...{ traceId, spanId, ...(parent === null ? {} : { parentSpanId: parent }), name, kind: 1 },
      ...{
        startTimeUnixNano: `${start}000000`,
        endTimeUnixNano: `${start + 500}000000`,
        status: { code: 1 },
      },
      attributes: Object.entries(facts).map(([key, value]) => ({
        key,
        value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value },
      })),
    });
    return spanId;
  };
  const words = (role: string, content: string): string =>
    JSON.stringify([{ role, parts: [{ type: "text", content }], finish_reason: "stop" }]);
  const root = add("invoke_workflow team", null, {
    "gen_ai.operation.name": "invoke_workflow",
    "gen_ai.input.messages": words("user", task),
  });
  let heard = task;
  for (const turn of turns) {
    const agent = { "gen_ai.agent.name": turn.agent };
    const acting = add(`invoke_agent ${turn.agent}`, root, {
      "gen_ai.operation.name": "invoke_agent",
      ...agent,
    });
    add("chat gpt-4o-mini", acting, {
      ...{ "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", ...agent },
      ...{ "gen_ai.request.model": "gpt-4o-mini", "gen_ai.response.model": "gpt-4o-mini" },
      ...{ "gen_ai.usage.input_tokens": 400, "gen_ai.usage.output_tokens": 50 },
      ...{ "gen_ai.input.messages": words("user", heard), "gen_ai.output.messages": answer(turn) },
    });
    if (turn.kind === "tool") {
      add(`execute_tool ${turn.tool}`, acting, {
        ...{ "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": turn.tool, ...agent },
        ...{ "gen_ai.tool.call.id": turn.callId, "gen_ai.tool.call.arguments": JSON.stringify(turn.args) },
        "gen_ai.tool.call.result": turn.result,
      });
    }
    heard = echo.of(turn.kind === "say" ? turn.text : turn.result);
  }
  const attributes = [{ key: "service.name", value: { stringValue: "bench" } }];
  const scope = { name: "opentelemetry.instrumentation.genai.langchain", version: "1.3b0" };
  return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope, spans }] }] };
}

function answer(turn: Turn): string {
  const part =
    turn.kind === "say"
      ? { type: "text", content: turn.text }
      : { type: "tool_call", name: turn.tool, id: turn.callId, arguments: turn.args };
  const reason = turn.kind === "say" ? "stop" : "tool_call";
  return JSON.stringify([{ role: "assistant", parts: [part], finish_reason: reason }]);
}

/** As the collector's file exporter writes them: one request a line, many traces in a file. */
export const otlpJsonLines: BenchFormat = {
  id: "otlp json lines",
  extension: ".jsonl",
  bareParse: "json-lines",
  fileBytes: 64 << 20,
  grows: true,
  open: () => {
    const echo = new Echo();
    return { add: (conversation) => `${JSON.stringify(requestOf(conversation, echo))}\n` };
  },
};

/** A request as exporters send it. */
function encoded(conversation: Conversation, echo: Echo): Uint8Array {
  const { resourceSpans } = requestOf(conversation, echo);
  for (const { scopeSpans } of resourceSpans) {
    for (const { spans } of scopeSpans) for (const span of spans) Object.assign(span, idBytes(span));
  }
  return TraceRequest.encode(TraceRequest.fromObject({ resourceSpans })).finish();
}

/** Messages of this schema that follow one another are one message. */
export const otlpProtobuf: BenchFormat = {
  id: "otlp protobuf",
  extension: ".pb",
  bareParse: "protobuf",
  fileBytes: 4 << 20,
  open: () => {
    const echo = new Echo();
    return { add: (conversation) => encoded(conversation, echo) };
  },
};

/** As the collector's file exporter writes them with `format: proto`. */
export const otlpRecords: BenchFormat = {
  id: "otlp length-prefixed",
  extension: ".pb",
  bareParse: "protobuf-records",
  fileBytes: 4 << 20,
  open: () => {
    const echo = new Echo();
    return { add: (conversation) => withLength(encoded(conversation, echo)) };
  },
};

/** Node has it from 22.15 on. */
const { zstdCompressSync } = zlib as { zstdCompressSync?: (bytes: Uint8Array) => Buffer };

/** The same with `compression: zstd`, which packs each request on its own. */
export const otlpZstd: BenchFormat = {
  id: "otlp zstd",
  extension: ".pb.zst",
  bareParse: "zstd-records",
  fileBytes: 4 << 20,
  missing: zstdCompressSync === undefined ? "needs a Node that packs zstd, 22.15 or later" : null,
  open: () => {
    const echo = new Echo();
    return {
      add: (conversation) => {
        const request = encoded(conversation, echo);
        return { data: withLength(zstdCompressSync?.(request) ?? request), bytes: request.length };
      },
    };
  },
};

function withLength(record: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(record.length);
  return Buffer.concat([length, record]);
}

function idBytes({ traceId, spanId, parentSpanId }: Span): Record<string, Uint8Array> {
  const parent = parentSpanId === undefined ? {} : { parentSpanId: Buffer.from(parentSpanId, "hex") };
  return { traceId: Buffer.from(traceId, "hex"), spanId: Buffer.from(spanId, "hex"), ...parent };
}
