import type { AdapterEvent, Recognition, RunDraft, TraceAdapter } from "../adapter.ts";
import { headLines } from "../head-lines.ts";
import type { TraceSource } from "../source.ts";
import { type PlacedRecord, sourceRecords } from "../source-records.ts";
import { type BuildOptions, buildRuns } from "./build-run.ts";
import { isMessage } from "./chat-message.ts";
import { CHECKPOINT_DATABASE, isCheckpointDatabase, readThreads } from "./checkpoint-database.ts";
import type { Entry } from "./conversation.ts";
import type { EndFacts } from "./end.ts";
import { errorText } from "./exceptions.ts";
import { type FoundState, findState, isLangChainMessage, readState } from "./final-state.ts";
import { FORMATS } from "./formats.ts";
import { OUTPUT_FROM, PRINTED_UPDATE, PrintoutReader, titleOf } from "./printout-reader.ts";
import { recogniseStream } from "./recognise-stream.ts";
import { countServerEvents, SERVER_EVENTS, ServerEventReader } from "./server-events.ts";
import { readSnapshot } from "./snapshot.ts";
import { HistoryReader, recogniseHistory, STATE_HISTORY } from "./state-history.ts";
import { isErrorLine, readChunk } from "./stream-chunk.ts";
import { StreamReader } from "./stream-reader.ts";

const STATE_HINT = "the names on the messages; a state does not say which node wrote them";
const PRINTOUT = "langgraph/printout";
const STREAM_HINT = "the namespace of the subgraph, else the node that wrote";

export const langgraphAdapter: TraceAdapter = {
  meta: { id: "langgraph", version: 4, family: "langgraph", formats: FORMATS },

  recognise(source: TraceSource): Recognition | null {
    const { probe } = source;
    if (probe.kind === "json") {
      const records = Array.isArray(probe.value) ? probe.value : [probe.value];
      const history = Array.isArray(probe.value) ? recogniseHistory(records) : null;
      if (history !== null) return history;
      const state = findState(probe.value);
      const stream = recogniseStream(records);
      if (state?.messages.some(isLangChainMessage)) {
        if (stream !== null && stream.format !== "langgraph/stream-values") return stream;
        return { score: 0.9, format: "langgraph/final-state", why: "a state with LangChain messages" };
      }
      return stream;
    }
    if (probe.kind === "sqlite")
      return isCheckpointDatabase(probe.tables)
        ? { score: 1, format: CHECKPOINT_DATABASE, why: "the tables of SqliteSaver" }
        : null;
    if (probe.kind === "text") return recogniseText(probe.head);
    if (probe.kind !== "records") return null;
    const values = probe.records.map((record) => record.value);
    if (values.length > 0 && values.every(isLangChainMessage))
      return { score: 0.85, format: "langgraph/final-state", why: "LangChain messages, one a record" };
    return recogniseHistory(values) ?? recogniseStream(values);
  },

  async *read(source: TraceSource, format: string): AsyncGenerator<AdapterEvent> {
    if (format === "langgraph/final-state") yield* readFinalState(source, format);
    else if (format === PRINTOUT) yield* readPrintout(source);
    else if (format === CHECKPOINT_DATABASE) yield* readDatabase(source);
    else if (format === SERVER_EVENTS) yield* readServerEvents(source);
    else if (format === STATE_HISTORY) yield* readHistory(source);
    else yield* readStream(source, format);
  },
};

function recogniseText(head: string): Recognition | null {
  const lines = headLines(head);
  const events = countServerEvents(lines);
  if (events > 0)
    return { score: 0.9, format: SERVER_EVENTS, why: `${events} server-sent events of a graph` };
  const found = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length;
  const titles = lines.filter((line) => titleOf(line) !== null).length;
  if (titles > 0) return { score: 0.8, format: PRINTOUT, why: `${titles} titles of pretty_print()` };
  if (found(OUTPUT_FROM) > 0) return { score: 0.7, format: PRINTOUT, why: "“Output from node …”" };
  const updates = lines.filter((line) => PRINTED_UPDATE.test(line) && /Message\(content=/.test(line)).length;
  return updates > 0
    ? { score: 0.7, format: PRINTOUT, why: `${updates} printed updates with messages` }
    : null;
}

async function* readPrintout(source: TraceSource): AsyncGenerator<AdapterEvent> {
  const reader = new PrintoutReader();
  for await (const batch of source.lines()) for (const line of batch) reader.line(line);
  reader.end();
  yield* streamEvents(reader.stream, PRINTOUT, source);
}

async function* readFinalState(source: TraceSource, format: string): AsyncGenerator<AdapterEvent> {
  let found: FoundState | null = null;
  if (source.probe.kind === "json") found = findState(source.probe.value);
  else {
    const messages: unknown[] = [];
    const locators: string[] = [];
    for await (const { value, locator } of recordsOf(source)) {
      if (isMessage(value)) {
        messages.push(value);
        locators.push(locator);
      } else yield notAChunk(locator, "not a LangChain message");
    }
    found = { messages, locators, pointer: "", state: {}, snapshot: null };
  }
  if (found === null) return;
  const { conversation, facts } = readState(found);
  if (isDamaged(source)) Object.assign(facts, { returned: false, brokenOff: DAMAGED });
  yield* events(
    buildRuns(conversation, {
      format,
      framework: "langgraph",
      facts,
      seesInnerCalls: false,
      authorHint: STATE_HINT,
    }),
  );
}

async function* readDatabase(source: TraceSource): AsyncGenerator<AdapterEvent> {
  for await (const { id, reader, broken } of readThreads(source)) {
    for (const { locator, why } of broken)
      yield { type: "problem", problem: { locator, code: "unreadable-blob", message: why } };
    // Checkpoints have ids of their own, so that a run stays itself while its thread grows.
    const keyOf = (first: Entry) => `${id} ${first.seen.locator}`;
    for (const event of streamEvents(reader, CHECKPOINT_DATABASE, source, false, keyOf)) {
      if (event.type === "run" && event.draft.locator === "") event.draft.locator = `thread:${id}`;
      yield event;
    }
  }
}

async function* readServerEvents(source: TraceSource): AsyncGenerator<AdapterEvent> {
  const reader = new ServerEventReader();
  for await (const batch of source.lines()) for (const line of batch) reader.line(line);
  reader.end();
  for (const line of reader.broken) yield notAChunk(`line:${line}`, "the data of an event is no JSON");
  yield* streamEvents(reader.stream, SERVER_EVENTS, source, reader.ended);
}

async function* readHistory(source: TraceSource): AsyncGenerator<AdapterEvent> {
  const history = new HistoryReader();
  for await (const { value, locator } of recordsOf(source)) {
    if (!history.add(value, locator)) yield notAChunk(locator, "not a snapshot of a thread");
  }
  for (const reader of history.readers()) yield* streamEvents(reader, STATE_HISTORY, source);
}

async function* readStream(source: TraceSource, format: string): AsyncGenerator<AdapterEvent> {
  const reader = new StreamReader();
  for await (const { value, locator } of recordsOf(source)) {
    if (isErrorLine(value)) {
      reader.stopped(errorText(value["error"]), locator);
      continue;
    }
    const chunk = readChunk(value);
    if (chunk === null) yield notAChunk(locator, "not a chunk of a LangGraph stream");
    else reader.read(chunk, locator);
  }
  yield* streamEvents(reader, format, source);
}

function* streamEvents(
  reader: StreamReader,
  format: string,
  source: TraceSource,
  ended = false,
  keyOf?: (first: Entry) => string,
): Generator<AdapterEvent> {
  reader.end();
  const { facts } = reader;
  const end: EndFacts = {
    returned: ended || facts.next?.length === 0,
    tasksEnded: facts.sawTasks && facts.openTasks.nodes.length === 0,
    error: facts.error,
    waiting: facts.waiting,
    brokenOff:
      facts.openTasks.nodes.length > 0
        ? `the stream ends while ${facts.openTasks.nodes.slice(0, 5).join(", ")} had not finished`
        : facts.endsInside
          ? "the stream ends inside a subgraph"
          : facts.next !== null && facts.next.length > 0
            ? `the thread stands before ${facts.next.slice(0, 5).join(", ")}`
            : isDamaged(source)
              ? DAMAGED
              : null,
    remainingSteps: facts.remainingSteps,
  };
  const options: BuildOptions = {
    format,
    framework: "langgraph",
    facts: end,
    seesInnerCalls: facts.sawNamespaces,
    authorHint: STREAM_HINT,
    ...(keyOf === undefined ? {} : { keyOf }),
  };
  yield* events(buildRuns(reader.conversation, options));
}

function notAChunk(locator: string, message: string): AdapterEvent {
  return { type: "problem", problem: { locator, code: "unknown-record", message } };
}

const DAMAGED = "the document breaks off";

function isDamaged({ probe }: TraceSource): boolean {
  return probe.kind === "json" && probe.damage !== null;
}

/** Chunks and snapshots can be lists themselves. */
function recordsOf(source: TraceSource): AsyncIterable<PlacedRecord> {
  return sourceRecords(source, (list) => readChunk(list) !== null || readSnapshot(list) !== null);
}

function* events(drafts: Iterable<RunDraft>): Generator<AdapterEvent> {
  for (const draft of drafts) yield { type: "run", draft };
}
