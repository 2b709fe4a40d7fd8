import type {
  AdapterEvent,
  AssembledEvent,
  Fragment,
  Recognition,
  RunDraft,
  TraceAdapter,
} from "../adapter.ts";
import type { TraceSource } from "../source.ts";
import { autogenRun, hasTeamMessages } from "./autogen-run.ts";
import { exportedRun, isExportedRun } from "./exported-run.ts";
import { FORMATS } from "./formats.ts";
import { decodeJsonRequest, isJsonRequest } from "./json-request.ts";
import { looksLikeProtobufRequest, ProtobufRequests } from "./protobuf-request.ts";
import { runOfSpans } from "./run-of-spans.ts";
import type { Decoded } from "./span.ts";
import { buildTree } from "./span-tree.ts";
import { type SpanRun, splitRuns } from "./split-runs.ts";
import { stageSpan } from "./stage.ts";
import type { StagedSpan } from "./staged-span.ts";

/** Fragments are handed on in batches of about this many characters. */
const BATCH_CHARS = 1 << 20;

export const otlpAdapter: TraceAdapter = {
  meta: { id: "otlp", version: 2, family: "otlp", formats: FORMATS },

  recognise({ probe }: TraceSource): Recognition | null {
    if (probe.kind === "json" && isJsonRequest(probe.value)) {
      return { score: 1, format: "otlp/json", why: "resourceSpans of an OTLP trace request" };
    }
    if (probe.kind === "records" && probe.records.some((record) => isJsonRequest(record.value))) {
      return { score: 1, format: "otlp/json-lines", why: "records with resourceSpans" };
    }
    if (probe.kind === "binary" && looksLikeProtobufRequest(probe.head)) {
      return {
        score: 1,
        format: "otlp/protobuf",
        why: "the messages of an OTLP trace request, with span ids",
      };
    }
    return null;
  },

  async *read(source: TraceSource, format: string): AsyncIterable<AdapterEvent> {
    if (format === "otlp/protobuf") {
      const requests = new ProtobufRequests();
      for await (const pieces of source.pieces(requests.lengthOf)) {
        for (const piece of pieces) yield* staged(requests.decode(piece));
      }
    } else if (source.probe.kind === "json") yield* staged(decodeJsonRequest(source.probe.value, ""));
    else {
      for await (const records of source.records()) {
        for (const { line, value } of records) yield* staged(decodeJsonRequest(value, `line:${line}`));
      }
    }
  },

  *assemble(fragments: readonly Fragment[]): Iterable<AssembledEvent> {
    const spans = fragments.map((fragment) => JSON.parse(fragment.body) as StagedSpan);
    for (const run of splitRuns(buildTree(spans))) {
      yield { type: "run", draft: draftOf(run) };
    }
  },
};

function draftOf(run: SpanRun): RunDraft {
  if (isExportedRun(run)) return exportedRun(run);
  return hasTeamMessages(run) ? autogenRun(run) : runOfSpans(run);
}

function* staged(decoded: Iterable<Decoded>): Generator<AdapterEvent> {
  let fragments: Fragment[] = [];
  let chars = 0;
  for (const { span, problem } of decoded) {
    if (span === undefined) {
      yield { type: "problem", problem };
      continue;
    }
    const fragment = stageSpan(span);
    fragments.push(fragment);
    chars += fragment.body.length;
    if (chars < BATCH_CHARS) continue;
    yield { type: "fragments", fragments };
    fragments = [];
    chars = 0;
  }
  if (fragments.length > 0) yield { type: "fragments", fragments };
}
