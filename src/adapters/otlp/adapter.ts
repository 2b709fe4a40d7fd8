import type {
  AdapterEvent,
  AssembledEvent,
  Fragment,
  Recognition,
  RunDraft,
  TraceAdapter,
} from "../adapter.ts";
import type { JsonRecord, TraceSource } from "../source.ts";
import { autogenRun, hasTeamMessages } from "./autogen-run.ts";
import { decodeConsoleRecord, isConsoleRecord } from "./console-record.ts";
import { decodeConsoleText, holdsConsoleRecords } from "./console-text.ts";
import { exportedRun, isExportedRun } from "./exported-run.ts";
import { decodeSpanExport, isSpanExport, recogniseSpanExport } from "./exports/span-exports.ts";
import { FORMATS } from "./formats.ts";
import { decodeJsonRequest, isJsonRequest } from "./json-request.ts";
import { spansOf } from "./log-events.ts";
import { looksLikeProtobufRequest, ProtobufRequests } from "./protobuf-request.ts";
import { runOfSpans } from "./run-of-spans.ts";
import type { Decoded } from "./span.ts";
import { decodeSpanDump, isSpanDump } from "./span-dump.ts";
import { buildTree } from "./span-tree.ts";
import { type SpanRun, splitRuns } from "./split-runs.ts";
import { Staging } from "./staging.ts";

type JsonDecoder = (value: unknown, place: string) => Iterable<Decoded>;

function decoderOf(format: string): JsonDecoder {
  if (format === "otlp/console") return decodeConsoleRecord;
  if (format === "otlp/span-dump") return decodeSpanDump;
  return isSpanExport(format) ? decodeSpanExport : decodeJsonRequest;
}

export const otlpAdapter: TraceAdapter = {
  meta: { id: "otlp", version: 4, family: "otlp", formats: FORMATS },

  recognise({ probe }: TraceSource): Recognition | null {
    if (probe.kind === "json" && isJsonRequest(probe.value)) {
      return { score: 1, format: "otlp/json", why: "resourceSpans or resourceLogs of an OTLP request" };
    }
    if (probe.kind === "records" && probe.records.some((record) => isJsonRequest(record.value))) {
      return { score: 1, format: "otlp/json-lines", why: "records with resourceSpans or resourceLogs" };
    }
    if (
      (probe.kind === "json" && isConsoleRecord(probe.value)) ||
      (probe.kind === "records" && probe.records.some((record) => isConsoleRecord(record.value)))
    ) {
      return { score: 1, format: "otlp/console", why: "spans or log records as Python's SDK prints them" };
    }
    const found = recogniseSpanExport(probe);
    if (found !== null) return { score: 1, ...found };
    if (
      (probe.kind === "json" && isSpanDump(probe.value)) ||
      (probe.kind === "records" && probe.records.every((record) => isSpanDump(record.value)))
    ) {
      return { score: 0.5, format: "otlp/span-dump", why: "attributes of spans, without an envelope" };
    }
    if (probe.kind === "text" && holdsConsoleRecords(probe.head)) {
      return {
        score: 0.6,
        format: "otlp/console",
        why: "among other output, spans as Python's SDK prints them",
      };
    }
    if (probe.kind === "binary" && looksLikeProtobufRequest(probe.head)) {
      return {
        score: 1,
        format: "otlp/protobuf",
        why: "the messages of an OTLP request: spans with ids, or log records",
      };
    }
    return null;
  },

  async *read(source: TraceSource, format: string): AsyncIterable<AdapterEvent> {
    const staging = new Staging();
    if (format === "otlp/protobuf" && source.probe.kind === "binary") {
      const requests = new ProtobufRequests(source.probe.head);
      for await (const pieces of source.pieces(requests.lengthOf)) {
        for (const piece of pieces) yield* staging.take(requests.decode(piece));
      }
    } else if (source.probe.kind === "json") {
      yield* staging.take(decoderOf(format)(source.probe.value, ""));
    } else if (format === "otlp/console") {
      for await (const decoded of decodeConsoleText(source.lines())) yield* staging.take(decoded);
    } else {
      const decode = decoderOf(format);
      for await (const records of source.records()) yield* staging.take(decodeAll(records, decode));
    }
    yield* staging.end();
  },

  *assemble(fragments: readonly Fragment[]): Iterable<AssembledEvent> {
    for (const run of splitRuns(buildTree(spansOf(fragments)))) {
      yield { type: "run", draft: draftOf(run) };
    }
  },
};

function* decodeAll(records: readonly JsonRecord[], decode: JsonDecoder): Generator<Decoded> {
  for (const { line, value } of records) yield* decode(value, `line:${line}`);
}

function draftOf(run: SpanRun): RunDraft {
  if (isExportedRun(run)) return exportedRun(run);
  return hasTeamMessages(run) ? autogenRun(run) : runOfSpans(run);
}
