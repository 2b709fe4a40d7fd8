import { isObject } from "../../core/json.ts";
import type { AdapterEvent, TraceAdapter } from "../adapter.ts";
import type { TraceSource } from "../source.ts";
import { ag2Record } from "./ag2-record.ts";
import { ag2Text } from "./ag2-text.ts";
import { agbenchLog } from "./agbench-log.ts";
import { appworldLog } from "./appworld-log.ts";
import { chatdevLog } from "./chatdev-log.ts";
import { hyperagentLog } from "./hyperagent-log.ts";
import { metagptLog } from "./metagpt-log.ts";
import { metagptMessages } from "./metagpt-messages.ts";
import { openmanusLog } from "./openmanus-log.ts";
import type { SystemFormat, SystemTrace } from "./system-trace.ts";

const SYSTEMS: readonly SystemFormat[] = [
  ag2Record,
  ag2Text,
  hyperagentLog,
  metagptLog,
  metagptMessages,
  chatdevLog,
  appworldLog,
  openmanusLog,
  agbenchLog,
];
const RECORDS = "mast-data/records";

/**
 * Traces of the MAST data sets: a list of records or one record (`mas_name`, `trace`), or the inner trace of one
 * system, as a document or as a log. Annotations, answers and evaluations in them never reach a run.
 */
export const mastDataAdapter: TraceAdapter = {
  meta: {
    id: "mast-data",
    version: 2,
    family: "mast-data",
    formats: [
      {
        format: RECORDS,
        title: "MAST-Data records",
        signs: ["mas_name", "trace", "mast_annotation"],
        writtenBy: "the MAST data sets: records with `mas_name` and `trace`, alone or as a list",
        tested: "untested; the inner traces as stated below",
        carries: "what the inner trace of the system carries",
        loses: "annotations and answers, on purpose",
        endReasons: { "as for the inner trace": "unknown" },
      },
      ...SYSTEMS.map(({ doc }) => doc),
    ],
  },
  recognise: ({ probe }) => {
    if (probe.kind === "json") {
      const records = Array.isArray(probe.value) ? probe.value : [probe.value];
      if (records.length > 0 && records.every(isRecord)) {
        return { score: 0.95, format: RECORDS, why: "records with mas_name and trace" };
      }
      return recogniseTrace(probe.value);
    }
    if (probe.kind === "records" && probe.records.every(({ value }) => isRecord(value))) {
      return { score: 0.95, format: RECORDS, why: "records with mas_name and trace, one a line" };
    }
    return probe.kind === "text" ? recogniseTrace(probe.head) : null;
  },
  read,
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return isObject(value) && typeof value["mas_name"] === "string" && "trace" in value;
}

function recogniseTrace(value: unknown) {
  for (const { doc, recognise } of SYSTEMS) {
    const why = recognise(value);
    if (why !== null) return { score: 0.95, format: doc.format, why };
  }
  return null;
}

async function* read(source: TraceSource, format: string): AsyncGenerator<AdapterEvent> {
  if (format !== RECORDS) {
    const value = source.probe.kind === "json" ? source.probe.value : await source.text();
    yield* traceEvents({ base: "", value }, isDamaged(source));
    return;
  }
  if (source.probe.kind === "json") {
    const { value } = source.probe;
    const list = Array.isArray(value) ? value : [value];
    const damaged = isDamaged(source);
    for (const [index, record] of list.entries()) {
      const base = Array.isArray(value) ? `/${index}` : "";
      yield* recordEvents(record, base, damaged && index === list.length - 1);
    }
    return;
  }
  for await (const batch of source.records()) {
    for (const { value, line } of batch) yield* recordEvents(value, `line:${line}`, false);
  }
}

function isDamaged(source: TraceSource): boolean {
  return source.probe.kind === "json" && source.probe.damage !== null;
}

function* recordEvents(record: unknown, base: string, damaged: boolean): Generator<AdapterEvent> {
  if (!isRecord(record)) {
    const message = "not a record (an object with mas_name and trace)";
    yield { type: "problem", problem: { locator: base, code: "not-a-record", message } };
    return;
  }
  yield* traceEvents({ base: `${base}/trace`, value: innerTrace(record["trace"]) }, damaged);
}

/** The trace may be a document, the text of one, or a document whose trajectory is the text of another. */
function innerTrace(trace: unknown): unknown {
  const value = parsed(trace);
  if (!isObject(value) || typeof value["trajectory"] !== "string") return value;
  const inner = parsed(value["trajectory"]);
  if (typeof inner === "string") return { ...value, content: inner, trajectory: inner.split("\n") };
  return isObject(inner) && "trajectory" in inner ? inner : { ...value, trajectory: inner };
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function* traceEvents(trace: SystemTrace, damaged: boolean): Generator<AdapterEvent> {
  const system = SYSTEMS.find(({ recognise }) => recognise(trace.value) !== null);
  const drafts = [system?.read(trace) ?? []].flat();
  const last = drafts.at(-1);
  if (last === undefined) {
    const message = "the trace of a system that mast does not know, or empty";
    yield { type: "problem", problem: { locator: trace.base, code: "unknown-system", message } };
    return;
  }
  if (damaged) last.endReason = "truncated";
  for (const draft of drafts) yield { type: "run", draft };
}
